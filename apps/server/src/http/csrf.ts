const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request may change something as far as its origin goes. Browsers say where a request comes from, in
 * `Sec-Fetch-Site` or at least in `Origin`; one that bears neither was not sent by a browser, so nobody's cookie was
 * borrowed for it. A request with a bearer token bears its own proof, which no other site can add.
 * @param publicOrigin where our own screens are served
 */
export function isOwnOrigin(request: { method: string; headers: Record<string, string | string[] | undefined> }, publicOrigin: string): boolean {
  if (safeMethods.has(request.method)) return true
  const { authorization, origin, host, 'sec-fetch-site': site } = request.headers
  if (typeof authorization === 'string' && /^bearer /i.test(authorization)) return true
  if (site !== undefined) return site === 'same-origin'
  if (origin === undefined) return true
  if (typeof origin !== 'string' || !URL.canParse(origin)) return false
  return origin === publicOrigin || new URL(origin).host === host
}
