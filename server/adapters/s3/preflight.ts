/** What a page sends with a part of a recording and reads from the response. */
const sends = { method: 'PUT', headers: ['content-type', 'x-amz-checksum-crc32'] }
const reads = { method: 'GET', headers: ['range'] }

/**
 * Sends the storage the preflights that a browser on a page of `origin` would send
 * (https://fetch.spec.whatwg.org/#cors-preflight-fetch). Returns descriptions of what its CORS rule lacks; empty when
 * nothing. Throws when the storage does not answer.
 */
export async function findCorsGaps(
  { endpoint, bucket }: { endpoint: string; bucket: string },
  origin: string,
  signal: AbortSignal,
): Promise<string[]> {
  const url = `${endpoint.replace(/\/$/, '')}/${bucket}/preflight`
  const gaps = new Set<string>()
  for (const { method, headers } of [sends, reads]) {
    const answer = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': headers.join(','),
      },
      redirect: 'manual',
      signal,
    })
    await answer.body?.cancel()
    for (const gap of gapsOf(answer, origin, method, headers)) gaps.add(gap)
  }
  return [...gaps]
}

function gapsOf(answer: Response, origin: string, method: string, headers: string[]): string[] {
  const allowedOrigin = answer.headers.get('access-control-allow-origin')
  if (!answer.ok || (allowedOrigin !== '*' && allowedOrigin !== origin)) {
    // S3 answers 403 to the whole preflight when a single header is not allowed.
    return [`${method} with ${headers.join(', ')} from ${origin}`]
  }
  const allowed = listOf(answer, 'access-control-allow-headers')
  const methods = listOf(answer, 'access-control-allow-methods')
  const isMissing = (list: Set<string>, name: string) => !list.has('*') && !list.has(name)
  return [
    // https://fetch.spec.whatwg.org/#cors-safelisted-method
    ...(method !== 'GET' && isMissing(methods, method.toLowerCase()) ? [method] : []),
    ...headers.filter((name) => isMissing(allowed, name)).map((name) => `header ${name}`),
  ]
}

const listOf = ({ headers }: Response, name: string): Set<string> =>
  new Set((headers.get(name) ?? '').split(',').map((one) => one.trim().toLowerCase()))
