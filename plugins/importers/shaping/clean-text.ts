/**
 * Invisible characters that can mislead a reader, a prompt or the database: controls, zero-width space, word joiner and
 * byte order mark, bidi embeddings, overrides and isolates, and Unicode tags.
 */
const INVISIBLE = /[^\P{Cc}\s]|[\u200B\u2060\uFEFF\u202A-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]/gu

/** Unicode's stream-safe bound (UAX #15): normalizing a long run of marks takes quadratic time. */
const EXCESS_MARKS = /(\p{M}{30})\p{M}+/gu

/** Returns one line of well-formed NFC text without invisible characters; runs of white space become one space. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(INVISIBLE, '')
    .replace(EXCESS_MARKS, '$1')
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .trim()
}
