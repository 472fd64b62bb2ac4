import { createContext, use, useState, type ReactNode } from 'react'

export type Density = 'comfortable' | 'compact'
const storageKey = 'crossdock.density'

const PreferencesContext = createContext<{ density: Density; setDensity: (density: Density) => void } | null>(null)

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [density, keep] = useState<Density>(() => (localStorage.getItem(storageKey) === 'compact' ? 'compact' : 'comfortable'))
  const setDensity = (next: Density) => {
    localStorage.setItem(storageKey, next)
    document.documentElement.setAttribute('data-density', next)
    keep(next)
  }
  return <PreferencesContext value={{ density, setDensity }}>{children}</PreferencesContext>
}

export function usePreferences() {
  const preferences = use(PreferencesContext)
  if (!preferences) throw new Error('usePreferences needs a PreferencesProvider')
  return preferences
}
