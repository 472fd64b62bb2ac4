import { Badge, Burger, Group, Skeleton, Stack, Tooltip, UnstyledButton } from '@mantine/core'
import { useDisclosure, useHotkeys, useOs } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import { ProblemError } from '../api/problem-error.ts'
import { AppLink } from '../ui/app-link.tsx'
import { ErrorPanel } from '../ui/error-panel.tsx'
import { AlertBell } from './alert-bell.tsx'
import { DisplayMenu } from './display-menu.tsx'
import { useLanguage } from './language.tsx'
import { MerchantSwitch } from './merchant-switch.tsx'
import { useRememberedMerchant } from './merchant-scope.ts'
import { NavigationLinks } from './navigation-links.tsx'
import { SessionContext, sessionQuery, useSession } from './session.tsx'
import classes from './shell.module.css'
import { UserMenu } from './user-menu.tsx'

const SearchEverything = lazy(async () => ({ default: (await import('./search-everything.tsx')).SearchEverything }))

/** The frame around every page for signed-in users. */
export function Shell() {
  const session = useQuery(sessionQuery())
  const { setTimeZone } = useLanguage()
  const timeZone = session.data?.warehouse.timeZone
  useEffect(() => {
    if (timeZone) setTimeZone(timeZone)
  }, [timeZone, setTimeZone])
  if (session.data) {
    return (
      <SessionContext value={session.data}>
        <Frame />
      </SessionContext>
    )
  }
  const signedOut = session.error instanceof ProblemError && session.error.code === 'unauthenticated'
  return (
    <Stack px="lg" pb="lg" pt={100} maw={640} mx="auto" component="main" aria-busy={session.isPending || signedOut}>
      {session.error && !signedOut ? <ErrorPanel error={session.error} retry={() => void session.refetch()} /> : <Skeleton height={120} />}
    </Stack>
  )
}

function Frame() {
  const t = useTranslations('shell')
  const ui = useTranslations('ui')
  const session = useSession()
  const [opened, { toggle, close }] = useDisclosure(false)
  const pathname = useLocation({ select: (location) => location.pathname })
  const os = useOs()
  const [searchAsks, setSearchAsks] = useState(0)
  const openSearch = () => setSearchAsks((before) => before + 1)
  useHotkeys([['mod+K', openSearch]], [])
  useRememberedMerchant()
  useEffect(() => close(), [pathname, close])
  return (
    <>
      <a href="#main" className={classes.skip}>{ui('skipToContent')}</a>
      <header className={classes.header} data-noprint>
        <Burger opened={opened} onClick={toggle} hiddenFrom="md" size="sm" aria-label={opened ? t('closeNavigation') : t('openNavigation')} aria-expanded={opened} />
        <AppLink to="/" className={classes.brand}>
          <img src="/crossdock.svg" width={24} height={24} alt="" />
          <span>Crossdock</span>
        </AppLink>
        <MerchantSwitch />
        <UnstyledButton className={classes.search} onClick={openSearch} aria-keyshortcuts="Control+K Meta+K">
          <IconSearch size={15} aria-hidden />
          <span className={classes.searchWords}>{t('searchEverything')}</span>
          <kbd className={classes.key} aria-hidden>{os === 'macos' ? '⌘K' : 'Ctrl K'}</kbd>
        </UnstyledButton>
        <Group gap={4} ml="auto" wrap="nowrap">
          {session.warehouse.demo && <Tooltip label={t('demoHint')}><Badge variant="default" tt="none" visibleFrom="sm">{t('demo')}</Badge></Tooltip>}
          <AlertBell />
          <DisplayMenu />
          <UserMenu />
        </Group>
      </header>
      <nav className={classes.navbar} data-opened={opened || undefined} aria-label={t('navigation')} data-noprint>
        <NavigationLinks role={session.role} />
      </nav>
      <main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      {searchAsks > 0 && <Suspense><SearchEverything asks={searchAsks} /></Suspense>}
    </>
  )
}
