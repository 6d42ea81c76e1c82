/** A request's body, read no further than `maxBytes`; null when it is longer. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? '0') > maxBytes) return null
  const announced = Number(request.headers.get('content-length') ?? '0')
  // No more than that arrives (RFC 9112, section 6.3), and it is gathered without a step of ours for each piece.
  if (announced > 0) return new Uint8Array(await request.arrayBuffer())
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > maxBytes) return null
    chunks.push(chunk)
  }
  return concat(chunks, sizeBytes)
}

function concat(chunks: Uint8Array[], sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}
