export const accessCookie = '__Host-aam_access'
export const refreshCookie = '__Host-aam_refresh'

/** Reads one cookie of a request (RFC 6265bis); null when absent. */
export function readCookie(request: Request, name: string): string | null {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}

/** Host-only, not readable by scripts, not sent with other sites' forms; `maxAgeSeconds` 0 deletes it. */
export const formatCookie = (name: string, value: string, maxAgeSeconds: number): string =>
  `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; Secure; SameSite=Lax`
