/**
 * An id as a part of a path.
 * @returns null for what cannot be one: an empty part or a dot part would lead to another endpoint
 */
export function pathPart(platformId: string): string | null {
  return platformId === '' || platformId === '.' || platformId === '..' || !platformId.isWellFormed() ? null : encodeURIComponent(platformId)
}
