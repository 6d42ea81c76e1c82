import { sentences } from '../../../../plugins/engine/text/sentences.ts'

const NAME = String.raw`(\p{Lu}[\p{Ll}'’-]+(?:\s+\p{Lu}[\p{Ll}\p{Lu}'’-]+){0,2})`

/** Phrases that are always followed by a name. */
const STRONG = [
  new RegExp(String.raw`\b(?:my name is|my name['’]s)\s+${NAME}`, 'iu'),
  new RegExp(String.raw`(?:^|[\s,])меня зовут\s+${NAME}`, 'iu'),
  new RegExp(String.raw`(?:^|[\s,])мо[её] имя\s*[—–-]?\s*${NAME}`, 'iu'),
]

/** Phrases that precede other words too: only a known name, or a first and a last name, counts. */
const WEAK = [
  new RegExp(String.raw`\b(?:I['’]m|I am)\s+${NAME}`, 'u'),
  new RegExp(
    String.raw`^(?:[^,.!?]{0,30},\s*)?(?:this is|it['’]s)\s+${NAME}(?=\s*(?:here|speaking|from|[,.!]|$))`,
    'iu',
  ),
  new RegExp(String.raw`^(?:[^,.!?]{0,30},\s*)?это\s+${NAME}(?=\s*(?:[,.!—–-]|$))`, 'iu'),
  new RegExp(String.raw`(?:^|[\s,])(?:говорит|на связи)\s+${NAME}`, 'iu'),
  new RegExp(String.raw`(?:^|[.,!]\s*)я\s*[—–-]?\s*${NAME}(?=\s*(?:[,.!—–-]|$))`, 'iu'),
]

export interface NameHeard {
  name: string
  /** False if the words may not be a name. */
  isSure: boolean
  /** The sentence that contains it. */
  quote: string
}

const longestQuote = 240

/** Names by which speakers introduce themselves: "my name is Anna", «это Борис». */
export function introductionsIn(text: string): NameHeard[] {
  return sentences(text).flatMap(({ start, end }) => {
    const quote = text.slice(start, Math.min(end, start + longestQuote))
    const find = (patterns: RegExp[], isSure: boolean): NameHeard[] =>
      patterns.flatMap((pattern) => {
        const name = properName(pattern.exec(quote)?.[1])
        return name ? [{ name, isSure, quote }] : []
      })
    const sure = find(STRONG, true)
    return sure.length > 0 ? sure : find(WEAK, false)
  })
}

/** With the flag `i` a pattern matches any word; a lower-case word is not part of a name. */
function properName(heard: string | undefined): string | null {
  const words: string[] = []
  for (const word of (heard ?? '').split(/\s+/)) {
    if (!/^\p{Lu}/u.test(word)) break
    words.push(word)
  }
  return words.length > 0 ? words.join(' ') : null
}

/** Returns a test of whether a text starts or ends by addressing this name: "Boris, go on.", «Что скажешь, Борис?» */
export function addressing(name: string): (text: string) => boolean {
  const escaped = name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
  const start = new RegExp(
    String.raw`(?:^|[.!?]\s+)(?:(?:so|ok|okay|and|thanks|ну|так|хорошо|а|и),?\s+)?${escaped},\s`,
    'iu',
  )
  const end = new RegExp(String.raw`,\s*${escaped}\s*[?.!]*\s*$`, 'iu')
  return (text) => start.test(text) || end.test(text)
}
