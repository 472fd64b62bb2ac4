import { notifications } from '@mantine/notifications'

/** Says briefly that something was done. What needs an answer is said on the page instead. */
export function notifyDone(message: string): void {
  // Without a close button: it goes by itself, and waits while it is pointed at.
  notifications.show({ message, color: 'green', autoClose: 5000, withBorder: true, withCloseButton: false })
}
