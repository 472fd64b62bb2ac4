import { Link } from '@tanstack/react-router'
import type { CSSProperties, ReactNode } from 'react'

export interface LinkTarget {
  /** A route's path: `/orders/$id`. */
  to: string
  params?: Record<string, string>
  search?: Record<string, string | undefined>
  hash?: string
}

/** A link inside the application. The chosen merchant stays in the address by itself. */
export function AppLink({ to, params, search, hash, children, className, style, onClick, 'aria-label': ariaLabel }: LinkTarget & {
  children: ReactNode
  className?: string
  style?: CSSProperties
  onClick?: () => void
  'aria-label'?: string
}) {
  return (
    <Link to={to} params={params ?? {}} search={search ?? {}} hash={hash} className={className ?? 'app-link'} style={style} onClick={onClick} aria-label={ariaLabel}>
      {children}
    </Link>
  )
}
