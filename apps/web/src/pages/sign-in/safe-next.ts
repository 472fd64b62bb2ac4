/**
 * Where somebody goes after signing in: only to an address of ours. It is read as a browser reads it, which drops tabs and
 * line breaks and takes a backslash for a slash.
 */
export function safeNext(next: string | undefined): string {
  if (!next?.startsWith('/')) return '/'
  const here = 'http://here.invalid'
  const address = URL.parse(next, here)
  // A path that is left over with two slashes in front would be another site's the next time that it is read.
  return address?.origin === here && !address.pathname.startsWith('//') ? `${address.pathname}${address.search}${address.hash}` : '/'
}
