export const accessCookie = '__Host-aam_access'
export const refreshCookie = '__Host-aam_refresh'

/** One cookie of a request (RFC 6265bis), or null. */
export function readCookie(request: Request, name: string): string | null {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}

/** Host-only, unreadable for scripts, not sent from other sites' forms; `maxAgeSeconds` 0 removes it. */
export const formatCookie = (name: string, value: string, maxAgeSeconds: number): string =>
  `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; Secure; SameSite=Lax`
