import type { App } from '../context.ts'
import { demoLogins } from '../demo/logins.ts'
import type { Sandbox } from '../running/sandbox.ts'
import { setupLinkMinutes } from '../sign-in/setup-link.ts'

/**
 * Tells the person at the terminal where everything is. The set-up link goes to stdout as it is, never through the log.
 * @param setupToken null when there is an admin already
 */
export function welcome(app: App, sandboxes: readonly Sandbox[], setupToken: string | null, out: { write(text: string): unknown } = process.stdout): void {
  const lines: [label: string, text: string][] = [
    ['Crossdock', app.publicUrl],
    ...sandboxes.map(({ name, address }): [string, string] => [`${name} sandbox`, address]),
    ['API docs', `${app.publicUrl}/api/docs`],
    ...(app.config.demo ? demoLogins.map(({ role, email, password }): [string, string] => [`Demo ${role}`, `${email}  /  ${password}`]) : []),
    ...(setupToken === null ? [] : [['First admin', `${app.publicUrl}/setup/${setupToken}  (once, within ${setupLinkMinutes} minutes)`] as [string, string]]),
  ]
  const width = Math.max(...lines.map(([label]) => label.length)) + 3
  out.write(`\n${lines.map(([label, text]) => `  ${label.padEnd(width)}${text}`).join('\n')}\n\n  Ctrl-C stops everything.\n\n`)
}
