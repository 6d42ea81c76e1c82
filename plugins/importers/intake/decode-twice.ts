import type { DecodedText } from './decode.ts'

/** What each byte is in windows-1252, as programs read UTF-8 that take it for text of Windows. */
const byteOf = new Map(
  [...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, at) => at))].map(
    (sign, byte): [string, number] => [sign, byte],
  ),
)
/** A lead byte of a letter and one that follows it, as such programs show them. */
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

/** UTF-8 that was taken for windows-1252 and written as UTF-8 once more (`ÐÐ½Ð½Ð°`), as it was before; any other text as it is. */
export function decodeTwice(decoded: DecodedText): DecodedText {
  const { text } = decoded
  if ((text.slice(0, SAMPLE_CHARS).match(PAIR)?.length ?? 0) < MIN_PAIRS) return decoded
  const bytes = bytesOf(text)
  if (!bytes) return decoded
  try {
    return { ...decoded, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return decoded
  }
}
