import { analyse } from 'chardet'
import type { TextEncoding } from '../types.ts'

export interface LegacyText {
  text: string
  encoding: TextEncoding
  /** The encoding is a guess that the user should check. */
  isDoubtful: boolean
}

const SAMPLE_BYTES = 256 * 1024

/** Lines of pure ASCII (numbers, times) say nothing about the encoding. */
const sampleLines = (bytes: Uint8Array): Uint8Array => {
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  const out = new Uint8Array(sample.length)
  let length = 0
  let from = 0
  let isForeign = false
  for (let at = 0; at <= sample.length; at += 1) {
    const byte = sample[at] ?? 0x0a
    isForeign ||= byte >= 0x80 || byte === 0x1b
    if (byte !== 0x0a && byte !== 0x0d) continue
    if (isForeign) {
      out.set(sample.subarray(from, at), length)
      length += at - from
      out[length] = 0x0a
      length += 1
    }
    from = at + 1
    isForeign = false
  }
  return out.subarray(0, Math.min(length, sample.length))
}

const tryDecode = (bytes: Uint8Array, encoding: string): string | null => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

const CYRILLIC: readonly TextEncoding[] = [
  'windows-1251',
  'koi8-u',
  'ibm866',
  'iso-8859-5',
  'x-mac-cyrillic',
]
/** Letter pairs that are frequent in Russian, Ukrainian, Bulgarian and Serbian. */
const PAIRS = new Set(
  `ст но то на ен ни ра во ко по ро ов не го ал ли от пр ре ос та ть ка ва ор ер ет ел ны ат де на за ри ла ло
  да ин ом те об до ми ся бы мо ри эт ви ес ог та ть чт ак ик
  ві рі ті ні лі пі бі ці мі ів ії ій ди ки ий ик их ую ію єт ма ти ши та за щ ще иш ую оп кс`.split(
    /\s+/,
  ),
)

/** Cyrillic inside Latin words is not Cyrillic. */
const FOREIGN_RUN = /(?:[^\p{ASCII}\s–—«»„“”‘’…№]|[A-Za-z])+/gu
const CYRILLIC_WORD = /^(?:[А-ЯЁЂ-Џ]?[а-яё\u0450-\u045Fґ]*|[А-ЯЁЂ-ЏҐ]+)$/u

/** How much of the non-ASCII text reads as Cyrillic words, from 0 to 1. */
const scoreCyrillic = (text: string): number => {
  let total = 0
  let good = 0
  for (const [word] of text.matchAll(FOREIGN_RUN)) {
    if (/^\p{ASCII}*$/u.test(word)) continue
    total += word.length
    if (!CYRILLIC_WORD.test(word)) continue
    const small = word.toLowerCase()
    let pairs = 0
    for (let at = 0; at + 1 < small.length; at += 1) {
      if (PAIRS.has(small.slice(at, at + 2))) pairs += 1
    }
    good += word.length * (word.length < 3 ? 0.5 : Math.min(1, (pairs * 2.5) / (word.length - 1)))
  }
  return total === 0 ? 0 : good / total
}

interface Scored {
  encoding: TextEncoding
  score: number
}

const findCyrillic = (sample: Uint8Array): Scored | null => {
  let best: Scored | null = null
  for (const encoding of CYRILLIC) {
    const score = scoreCyrillic(new TextDecoder(encoding).decode(sample))
    if (score > (best?.score ?? 0)) best = { encoding, score }
  }
  return best && best.score >= CYRILLIC_SCORE ? best : null
}

const CYRILLIC_SCORE = 0.35

/** The detector's names of encodings, and those of TextDecoder. */
const ENCODINGS: Readonly<Record<string, TextEncoding>> = {
  GB18030: 'gb18030',
  Big5: 'big5',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  'ISO-2022-JP': 'iso-2022-jp',
  'windows-1250': 'windows-1250',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'windows-1255': 'windows-1255',
  'windows-1256': 'windows-1256',
  'windows-1257': 'windows-1257',
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-2': 'iso-8859-2',
  'ISO-8859-7': 'windows-1253',
  'ISO-8859-8': 'windows-1255',
  'ISO-8859-9': 'windows-1254',
  'windows-1251': 'windows-1251',
  'KOI8-R': 'koi8-u',
  'ISO-8859-5': 'iso-8859-5',
}
const EAST_ASIAN = new Set(['gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'iso-2022-jp'])

const SCRIPTS: Readonly<Partial<Record<TextEncoding, RegExp>>> = {
  gb18030: /[\p{Script=Han}]/gu,
  big5: /[\p{Script=Han}]/gu,
  shift_jis: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu,
  'euc-jp': /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu,
  'iso-2022-jp': /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]/gu,
  'euc-kr': /\p{Script=Hangul}/gu,
  'windows-1253': /\p{Script=Greek}/gu,
  'windows-1255': /\p{Script=Hebrew}/gu,
  'windows-1256': /\p{Script=Arabic}/gu,
}
const FOREIGN = /[^\p{ASCII}\s]/gu
const PUNCTUATION = /[\u2010-\u2026\u3000-\u303F\uFF00-\uFF65«»“”‘’]/gu

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

/** The share of non-ASCII characters that belong to the encoding's own script. */
const shareOfScript = (text: string, encoding: TextEncoding): number => {
  const foreign = count(text, FOREIGN) - count(text, PUNCTUATION)
  const script = SCRIPTS[encoding] ?? /\p{Script=Latin}/gu
  const letters = text.replaceAll(/\p{ASCII}/gu, '')
  return foreign <= 0 ? 0 : Math.min(1, count(letters, script) / foreign)
}

const EAST_ASIAN_CONFIDENCE = 40
const SCRIPT_SHARE = 0.9
const SURE = 35
/** Western European text: words in ASCII with few other letters. */
const MAX_LATIN_SHARE = 0.35

/** Simplified Chinese, Korean and Japanese in EUC share their bytes; kana and Hangul distinguish them. */
const rankEastAsian = (encoding: TextEncoding, confidence: number, text: string): number => {
  const kana = count(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu)
  const isJapanese = encoding === 'euc-jp' || encoding === 'shift_jis'
  if (!isJapanese) return confidence
  return kana > 0 ? confidence + 20 : confidence - 30
}

const decodeEastAsian = (bytes: Uint8Array, sample: Uint8Array): LegacyText | null => {
  const found = analyse(sample).flatMap(({ name, confidence }) => {
    const encoding = ENCODINGS[name]
    if (encoding === undefined || !EAST_ASIAN.has(encoding)) return []
    const text = tryDecode(sample, encoding)
    if (text === null || shareOfScript(text, encoding) < SCRIPT_SHARE) return []
    return [{ encoding, confidence, rank: rankEastAsian(encoding, confidence, text) }]
  })
  const [best, second] = found.toSorted((a, b) => b.rank - a.rank)
  if (!best || best.confidence < EAST_ASIAN_CONFIDENCE) return null
  const text = new TextDecoder(best.encoding).decode(bytes)
  return {
    text,
    encoding: best.encoding,
    isDoubtful: best.confidence < 90 || (second !== undefined && best.rank - second.rank < 20),
  }
}

const isLatinLike = (text: string): boolean => {
  const letters = count(text, /\p{L}/gu)
  const foreign = count(text, FOREIGN)
  return foreign <= letters * MAX_LATIN_SHARE && !/[\u0080-\u009F\uFFFD]/u.test(text)
}

/** Signs and letters that hardly occur in Western European words. */
const ODD_IN_WORDS = /\p{L}[ÞþðÐ×÷¤¦¨¬¯±²³´¶·¸¹¼½¾¿¡]|[ÞþðÐ×÷¤¦¨¬¯±²³´¶·¸¹¼½¾]\p{L}/u

/** Signs between letters, and capitals after small ones: letters of DOS or old Macs, read as windows-1252. */
const GARBLED = /\p{L}(?:[¢£¤¥§¨©°±µ¡](?=\p{L})|[‚„†‡ˆ‰])|\p{Ll}[ŽŠŒŸÀ-ÖØ-Þ](?!\p{Lu})/gu
const OTHER_SIGNS = /[^\p{ASCII}]/gu
const GARBLED_SHARE = 0.25

const isGarbled = (text: string): boolean =>
  count(text, GARBLED) >= Math.max(2, count(text, OTHER_SIGNS) * GARBLED_SHARE)

interface Guess {
  encoding: TextEncoding
  confidence: number
}

const findOthers = (sample: Uint8Array): Guess[] =>
  analyse(sample).flatMap(({ name, confidence }): Guess[] => {
    const encoding = ENCODINGS[name]
    if (encoding === undefined || EAST_ASIAN.has(encoding) || CYRILLIC.includes(encoding)) return []
    const text = tryDecode(sample, encoding)
    if (text === null) return []
    const fits =
      encoding in SCRIPTS
        ? confidence >= SURE && shareOfScript(text, encoding) >= SCRIPT_SHARE
        : isLatinLike(text)
    return fits ? [{ encoding, confidence }] : []
  })

/** With too few letters to decide, windows-1252 is by far the most frequent. */
const chooseUnsure = (guesses: readonly Guess[], sample: Uint8Array): TextEncoding => {
  const western = new TextDecoder('windows-1252').decode(sample)
  const other = guesses.find(({ encoding }) => encoding !== 'windows-1252')
  return other && ODD_IN_WORDS.test(western) ? other.encoding : 'windows-1252'
}

const decodeOther = (bytes: Uint8Array, sample: Uint8Array): LegacyText | null => {
  const guesses = findOthers(sample)
  const [best] = guesses
  if (!best) return null
  const isDoubtful = best.confidence < SURE
  const encoding = isDoubtful ? chooseUnsure(guesses, sample) : best.encoding
  if (encoding === 'windows-1252' && isGarbled(new TextDecoder(encoding).decode(sample)))
    return null
  return { text: new TextDecoder(encoding).decode(bytes), encoding, isDoubtful }
}

/** Finds the encoding of text from before UTF-8 by its words. Null when no encoding gives words. */
export function decodeLegacy(bytes: Uint8Array): LegacyText | null {
  const sample = sampleLines(bytes)
  const cyrillic = findCyrillic(sample)
  const eastAsian = decodeEastAsian(bytes, sample)
  if (eastAsian && !(cyrillic && cyrillic.score > CYRILLIC_SURE)) return eastAsian
  const other = cyrillic && cyrillic.score > CYRILLIC_LIKELY ? null : decodeOther(bytes, sample)
  if (cyrillic && (other === null || other.isDoubtful)) {
    const { encoding, score } = cyrillic
    const text = new TextDecoder(encoding).decode(bytes)
    return { text, encoding, isDoubtful: score < CYRILLIC_LIKELY }
  }
  return other
}

const CYRILLIC_SURE = 0.7
const CYRILLIC_LIKELY = 0.5
