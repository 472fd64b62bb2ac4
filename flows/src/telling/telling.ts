import type { Needs, Telling } from '../ports/index.ts'

/** @throws when this process was not given the means to tell anybody */
export function tellingOf(needs: Needs): Telling {
  if (!needs.telling) throw new Error('This process has no means to send e-mail or webhooks.')
  return needs.telling
}

export const platformNames = (needs: Pick<Needs, 'connectors'>) => (platform: string): string => needs.connectors.get(platform)?.manifest.name ?? platform
