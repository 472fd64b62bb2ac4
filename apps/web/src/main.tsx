import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './ui/base.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api/query-client.ts'
import { LanguageProvider, readInitialLanguage } from './app/language.tsx'
import { PreferencesProvider } from './app/preferences.tsx'
import { router } from './app/router.ts'
import { cssVariablesResolver, theme } from './ui/theme.ts'

const queryClient = createQueryClient(() => {
  const { pathname, searchStr } = router.state.location
  if (pathname === '/sign-in') return
  queryClient.clear()
  void router.navigate({ to: '/sign-in', search: { next: pathname + searchStr }, ignoreBlocker: true })
})

function Application({ initial }: { initial: Awaited<ReturnType<typeof readInitialLanguage>> }) {
  return (
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto" colorSchemeManager={localStorageColorSchemeManager({ key: 'crossdock.scheme' })}>
        <LanguageProvider initial={initial}>
          <PreferencesProvider>
            <QueryClientProvider client={queryClient}>
              <Notifications position="top-right" />
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
  const initial = await readInitialLanguage()
  createRoot(root).render(<Application initial={initial} />)
} catch (err) {
  // Not even the words could be fetched: say so in both languages rather than show a white page.
  console.error(err)
  root.textContent = 'Crossdock could not be loaded. Reload the page. / 無法載入 Crossdock，請重新載入頁面。'
}
