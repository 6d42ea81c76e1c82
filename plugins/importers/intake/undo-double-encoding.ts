/** The windows-1252 byte of each character: programs misread UTF-8 through this table. */
const byteOf = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, at) => at))].map(
    (char, byte): [string, number] => [char, byte],
  ),
)
/** A UTF-8 lead byte and a continuation byte, as they appear when read as windows-1252. */
const PAIR =
  /[\u00C2-\u00DF][\u0080-\u00BF\u0152-\u017E\u0192\u02C6\u02DC\u2013-\u203A\u20AC\u2122]/g
const MIN_PAIRS = 4
const SAMPLE_CHARS = 64_000

const bytesOf = (text: string): Uint8Array | null => {
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at += 1) {
    const byte = byteOf.get(text.charAt(at))
    if (byte === undefined) return null
    bytes[at] = byte
  }
  return bytes
}

/**
 * Restores text whose UTF-8 was read as windows-1252 and written as UTF-8 once more (`ÐÐ½Ð½Ð°`); returns any other
 * text unchanged.
 */
export function undoDoubleEncoding(text: string): string {
  if ((text.slice(0, SAMPLE_CHARS).match(PAIR)?.length ?? 0) < MIN_PAIRS) return text
  const bytes = bytesOf(text)
  if (!bytes) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return text
  }
}
