const policyWith = (storageOrigin: string): string =>
  [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${storageOrigin}`,
    `media-src 'self'${storageOrigin}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

/**
 * Adds what every answer carries (OWASP Secure Headers); an answer's own policy wins. `storageOrigin` is an outside
 * storage that our pages send to and play from.
 */
export function securityHeaders(storageOrigin: string | null): (response: Response) => Response {
  const policy = policyWith(storageOrigin === null ? '' : ` ${storageOrigin}`)
  return (response) => {
    const { headers } = response
    if (!headers.has('content-security-policy')) headers.set('content-security-policy', policy)
    headers.set('x-content-type-options', 'nosniff')
    headers.set('referrer-policy', 'same-origin')
    headers.set('cross-origin-opener-policy', 'same-origin')
    headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()')
    return response
  }
}
