export default {
  title: 'Set up Crossdock', description: 'Make the first warehouse admin. This link works once.', name: 'Your name', email: 'E-mail address', password: 'Password', passwordHint: 'At least 12 characters; a sentence is easy to remember.', create: 'Create admin and sign in', nameMissing: 'Enter your name', emailMissing: 'Enter your e-mail address', emailWrong: 'Enter an e-mail address such as name@example.com', passwordShort: 'Use at least 12 characters', goSignIn: 'Go to sign-in',
} as const
