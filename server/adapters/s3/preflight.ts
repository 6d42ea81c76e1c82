/** What a page sends with a part of a recording, and reads it back with. */
const sends = { method: 'PUT', headers: ['content-type', 'x-amz-checksum-crc32'] }
const reads = { method: 'GET', headers: ['range'] }

/**
 * Asks the storage as a browser on a page of `origin` would before it sends or reads
 * (https://fetch.spec.whatwg.org/#cors-preflight-fetch). Returns what its CORS rule lacks for that, in words; empty when
 * nothing does. Throws where the storage does not answer.
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
    // S3 answers 403 to the whole when a single header of the request is not allowed.
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
