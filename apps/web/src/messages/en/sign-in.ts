export default {
  title: 'Sign in', email: 'E-mail address', password: 'Password', signIn: 'Sign in', emailMissing: 'Enter your e-mail address', passwordMissing: 'Enter your password',
  refusedTitle: 'E-mail address and password do not fit together', refusedText: 'Check both and try again. If you forgot your password, a warehouse admin can set a new one under Users.',
  demoTitle: 'This is a demo', demoText: 'Sign in with the ready-made login.', ended: 'Sign in to go on where you were.',
} as const
