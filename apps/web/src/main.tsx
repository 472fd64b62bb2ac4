import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './ui/base.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api/query-client.ts'
import { LanguageProvider } from './app/language.tsx'
import { Notices } from './app/notices.tsx'
import { PreferencesProvider } from './app/preferences.tsx'
import { router } from './app/router.ts'
import { sessionQuery } from './app/session.tsx'
import { readFirstWords } from './app/words.ts'
import { cssVariablesResolver, theme } from './ui/theme.ts'

const queryClient = createQueryClient(() => {
  const { pathname, searchStr } = router.state.location
  if (pathname === '/sign-in') return
  queryClient.clear()
  void router.navigate({ to: '/sign-in', search: { next: pathname + searchStr }, ignoreBlocker: true })
})

function Application() {
  return (
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" colorSchemeManager={localStorageColorSchemeManager({ key: 'crossdock.scheme' })}>
        <LanguageProvider>
          <PreferencesProvider>
            <QueryClientProvider client={queryClient}>
              <Notices />
              <RouterProvider router={router} />
            </QueryClientProvider>
          </PreferencesProvider>
        </LanguageProvider>
      </MantineProvider>
    </StrictMode>
  )
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
try {
  // While the words are on their way, the screen's code is, too, and who is signed in.
  void router.load()
  if (!/^\/(sign-in|setup)\b/.test(window.location.pathname)) void queryClient.prefetchQuery(sessionQuery())
  await readFirstWords()
  createRoot(root).render(<Application />)
} catch (err) {
  // Not even the words could be fetched: say so in both languages rather than show a white page.
  console.error(err)
  root.textContent = 'Crossdock could not be loaded. Reload the page. / 無法載入 Crossdock，請重新載入頁面。'
}
