/** Characters that people cannot see but a model reads: controls, zero widths, bidi overrides, selectors, tags. */
const HIDDEN =
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000E-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB]|\u034F|[\u17B4\u17B5]|[\u180B-\u180F]|[\uFE00-\uFE0F]|[\u{E0000}-\u{E0FFF}]/gu

/** Removes characters that people cannot see. */
export const withoutHidden = (text: string): string => text.replaceAll(HIDDEN, '')

const TAG = /[\u{E0020}-\u{E007E}]/gu
const MIXED = /[\p{L}\p{M}]{2,}/gu
/** Cyrillic letters that look like Latin ones, and the Latin ones, place by place. */
const CYRILLIC_TWINS = 'аеорсухіјѕԁһАВЕКМНОРСТХУІЈЅ'
const LATIN_TWINS = 'aeopcyxijsdhABEKMHOPCTXYIJS'
const BASE64 = /[A-Za-z0-9+/_-]{16,4000}={0,2}/g
const READABLE = /^[\p{L}\p{N}\p{P}\p{Z}\s$<>=+|^`~]+$/u
const LEAST_SPACED_LETTERS = 6

/**
 * What a model could read into a text that people read differently: without hidden characters and look-alike letters,
 * reversed (an importer may have removed the bidi override), and decoded.
 */
export function readings(text: string): string[] {
  const plain = plainOf(text)
  const found = [plain, [...plain].toReversed().join('')]
  const tags = text.match(TAG)
  if (tags)
    found.push(String.fromCodePoint(...tags.map((tag) => (tag.codePointAt(0) ?? 0) - 0xe0000)))
  const together = withoutSpacing(plain)
  if (together !== plain) found.push(together)
  return [...found, ...decoded(plain)]
}

function plainOf(text: string): string {
  return withoutHidden(text)
    .normalize('NFKC')
    .replaceAll(MIXED, (word) =>
      /\p{Script=Latin}/u.test(word) && /\p{Script=Cyrillic}/u.test(word) ? inLatin(word) : word,
    )
}

const inLatin = (word: string): string =>
  [...word].map((letter) => LATIN_TWINS[CYRILLIC_TWINS.indexOf(letter)] ?? letter).join('')

/** "i g n o r e" is a word; single letters in speech, "A B test", are not that many. */
function withoutSpacing(text: string): string {
  return text.replaceAll(/(?<!\S)\S(?:[ .\-_*]\S(?!\S)|[ .\-_*]\S(?=[ .\-_*])){5,}/gu, (run) => {
    const letters = run.replaceAll(/[ .\-_*]/g, '')
    return letters.length >= LEAST_SPACED_LETTERS ? letters : run
  })
}

/** Readable text hidden as base64. */
export function decoded(text: string): string[] {
  return [...text.matchAll(BASE64)].flatMap(([run]) => {
    const bytes = Buffer.from(run.replaceAll('-', '+').replaceAll('_', '/'), 'base64')
    const words = bytes.toString('utf8')
    return words.length >= 10 && words.includes(' ') && READABLE.test(words) ? [words] : []
  })
}
