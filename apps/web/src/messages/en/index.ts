import shell from './shell.ts'
import signIn from './sign-in.ts'
import ui from './ui.ts'
import words from './words.ts'

export const messages = { shell, signIn, ui, words }
