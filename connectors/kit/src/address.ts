/** Whether an address never leaves this machine, the only kind for which plain http is accepted. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/**
 * Reads the address of a platform from a variable.
 * @returns the origin without a trailing slash; or the mistake, a sentence that begins with the variable's name
 */
export function readOrigin(variable: string, value: string): { origin: string } | { mistake: string } {
  const url = URL.parse(value.trim())
  if (!url) return { mistake: `${variable} is not an address: write it as https://host or https://host:port.` }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { mistake: `${variable} must begin with https://.` }
  if (url.username !== '' || url.password !== '') return { mistake: `${variable} must not contain a user name or password.` }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return { mistake: `${variable} must be an origin alone, without path, query or fragment.` }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    return { mistake: `${variable} must begin with https://: tokens would travel readable over http://, which is for this machine's own addresses only.` }
  }
  return { origin: url.origin }
}
