import { Link, useRouter } from '@tanstack/react-router'
import { useTranslations } from 'use-intl'
import { navigation } from './navigation.ts'
import classes from './navigation-links.module.css'
import type { Session } from './session.tsx'

/** The left navigation: every page that exists and that the role may see. */
export function NavigationLinks({ role }: { role: Session['role'] }) {
  const t = useTranslations('shell')
  const router = useRouter()
  const routes: Record<string, unknown> = router.routesByPath
  return navigation.map((group, index) => (
    <ul key={index} className={classes.group}>
      {group
        .filter((item) => item.to in routes && (!item.roles || item.roles.includes(role)))
        .map((item) => (
          <li key={item.to}>
            <Link to={item.to} search={{}} className={classes.link} activeOptions={{ exact: item.to === '/', includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
              <item.icon size={17} stroke={1.6} aria-hidden />
              {t(item.label)}
            </Link>
          </li>
        ))}
    </ul>
  ))
}
