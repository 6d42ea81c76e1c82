import { buf as crc32 } from 'crc-32'

/**
 * CRC-32 (RFC 1952, section 8) in base64, as S3 takes it. Reads the part piece by piece, so that the page stays
 * responsive, and needs no secure context, which SHA-256 would.
 */
export async function hashPart(part: Blob): Promise<string> {
  const reader = part.stream().getReader()
  let sum = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    sum = crc32(value, sum)
  }
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, sum)
  return btoa(String.fromCodePoint(...bytes))
}
