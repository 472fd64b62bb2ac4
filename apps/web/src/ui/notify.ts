import { notifications } from '@mantine/notifications'

/** Says briefly that something was done. What needs an answer is said on the page instead. */
export function notifyDone(message: string): void {
  notifications.show({ message, color: 'green', autoClose: 5000, withBorder: true })
}
