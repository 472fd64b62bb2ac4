import { useEffect, useState } from 'react'

const keyOf = (name: string) => `crossdock.draft.${name}`

/** What was being edited under this name and version when the tab, the session or the machine gave out. */
export function useKeptDraft<Draft>(name: string, version: number): Draft | null {
  const [kept] = useState<Draft | null>(() => {
    const text = sessionStorage.getItem(keyOf(name))
    if (text === null) return null
    const stored = JSON.parse(text) as { version: number; draft: Draft }
    return stored.version === version ? stored.draft : null
  })
  return kept
}

/** Keeps a draft in this tab while it differs from what is saved. */
export function useKeepDraft(name: string, version: number, draft: unknown, dirty: boolean): void {
  const text = JSON.stringify({ version, draft })
  useEffect(() => {
    if (dirty) sessionStorage.setItem(keyOf(name), text)
    else forgetDraft(name)
  }, [name, text, dirty])
}

export function forgetDraft(name: string): void {
  sessionStorage.removeItem(keyOf(name))
}
