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

const jsonType = /^application\/(problem\+)?json\b/

/** JSON renders nothing, so it may load nothing and must not be framed (OWASP REST Security Cheat Sheet). */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'"

/**
 * Adds the security headers (OWASP Secure Headers): a restrictive policy to JSON, the full set to everything that a
 * browser may render. A policy set by the response itself wins. `storageOrigin` is an external storage that our pages
 * upload to and play from.
 */
export function securityHeaders(storageOrigin: string | null): (response: Response) => Response {
  const policy = policyWith(storageOrigin === null ? '' : ` ${storageOrigin}`)
  return (response) => {
    const { headers } = response
    const isData = jsonType.test(headers.get('content-type') ?? '')
    const hasPolicy = headers.has('content-security-policy')
    headers.set('x-content-type-options', 'nosniff')
    if (!hasPolicy) headers.set('content-security-policy', isData ? dataPolicy : policy)
    if (isData) return response
    headers.set('referrer-policy', 'same-origin')
    headers.set('cross-origin-opener-policy', 'same-origin')
    headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()')
    return response
  }
}
