import ecIntegrations from './ec-integrations.ts'
import fetchRuns from './fetch-runs.ts'
import home from './home.ts'
import setup from './setup.ts'
import shell from './shell.ts'
import signIn from './sign-in.ts'
import ui from './ui.ts'
import words from './words.ts'

export const messages = { ecIntegrations, fetchRuns, home, setup, shell, signIn, ui, words }
