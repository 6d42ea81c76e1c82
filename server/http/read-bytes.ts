/** A request's body, read no further than `maxBytes`; null when it is longer. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? '0') > maxBytes) return null
  const announced = Number(request.headers.get('content-length') ?? '0')
  if (announced > 0) return readAnnounced(request, announced)
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.byteLength
    if (sizeBytes > maxBytes) return null
    chunks.push(chunk)
  }
  return concat(chunks, sizeBytes)
}

/** Each piece goes to its place as it comes: there is no moment at which all of them are copied. */
async function readAnnounced(request: Request, sizeBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeBytes)
  let at = 0
  for await (const chunk of request.body ?? []) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return at === sizeBytes ? bytes : bytes.slice(0, at)
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
