import { type ModelMessage, storable, withoutHidden } from '../../../plugins/engine/index.ts'

/** What must not leak through a server's message. */
export interface Secrets {
  messages: ModelMessage[]
  apiKey: string | null
}

const maxReadChars = 1_000
const maxKeptChars = 300
/** A shorter match with the pack's prompt is coincidence; a longer one is an echo. */
const minPromptWords = 6
const minKeyChars = 6

const keys = [
  /\bBearer\s+\S+/gi,
  /\b(?:sk|pk|rk|gsk|xai|hf|key|ghp|org|proj|user)[-_][\w*.-]{4,}/gi,
  /\bAIza[\w-]{10,}/g,
  /(?=[\w+/=*-]*\d)[\w+/=*-]{24,}/g,
  /\S*\*{3,}\S*/g,
  /[\w.+-]+@[\w-]+\.[\w.-]+/g,
]

/** Common words of error messages: sharing them with the meeting reveals nothing. */
const common = new Set(
  `a an the this that these those it its is are was were be been being has have had do does did not no nor none any all
  in on of to for from with without by at as or and but if then than so too very more most less least up out over under
  i we you your our my me us they he she please can cannot could should must will would may might
  model models request requests server error errors token tokens message messages system user assistant json key api
  use used using try again later time now limit limits input output content prompt context length size maximum minimum
  available rate reached exceeded found support supported provide provided invalid wrong many one two new check
  и в во не ни на с со для из к по о об от до за что как это этот эта эти или но а же бы если то мы вы он она они
  модель модели запрос запроса запросов сервер ошибка токенов слишком много превышен превышена лимит длина`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/**
 * A server's message as an admin and the log may see it: one line of at most 300 characters without control characters,
 * keys, and anything that matches what was sent. Null when nothing useful is left.
 */
export function cleanServerMessage(text: string, { messages, apiKey }: Secrets): string | null {
  const line = withoutKeys(oneLine(text), apiKey)
  const isCut = line.length > maxReadChars
  // The last word may be the beginning of something that would have been redacted.
  const read = isCut ? line.slice(0, maxReadChars).replace(/\S*$/, '') : line
  if (read.search(wordPattern) === -1) return null
  const { text: kept, words, dropped } = withoutEchoes(read, echoesOf(messages))
  if (words - dropped < (dropped > 0 ? 2 : 1)) return null
  return kept.length > maxKeptChars ? `${kept.slice(0, maxKeptChars - 1).trimEnd()}…` : kept
}

const oneLine = (text: string): string =>
  withoutHidden(
    storable(text)
      .replaceAll(/\\u([0-9a-f]{4})/gi, (_all, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
      .replaceAll(/\\+[nrt"']/g, ' '),
  )
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toWellFormed()

function withoutKeys(line: string, apiKey: string | null): string {
  const plain = apiKey && apiKey.length >= minKeyChars ? line.replaceAll(apiKey, '…') : line
  return keys.reduce((text, key) => text.replaceAll(key, '…'), plain)
}

interface Echoes {
  /** What people said and typed, raw and folded. */
  spoken: string
  folded: string
  prompt: string
}

const known = new WeakMap<ModelMessage[], Echoes>()

/** Built once for all refusals of a prompt: a prompt can be a whole meeting. */
function echoesOf(messages: ModelMessage[]): Echoes {
  const kept = known.get(messages)
  if (kept) return kept
  const join = (isSpoken: boolean): string =>
    messages
      .filter(({ role }) => (role !== 'system') === isSpoken)
      .map(({ content }) => content)
      .join('\n')
  const spoken = join(true)
  const echoes = { spoken, folded: flatten(spoken), prompt: flatten(join(false)) }
  known.set(messages, echoes)
  return echoes
}

/** Lower-case words separated by single spaces; far faster than the engine's own folding. */
const flatten = (text: string): string =>
  ` ${text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/['’ʼ]/g, '')
    .replaceAll('ё', 'е')
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, ' ')} `

const wordPattern = /[\p{L}\p{N}\p{M}]+(?:['’ʼ][\p{L}\p{N}\p{M}]+)*/gu

function withoutEchoes(line: string, echoes: Echoes) {
  const found = [...line.matchAll(wordPattern)].map((match) => ({
    word: match[0],
    folded: flatten(match[0]).trim(),
    start: match.index,
    end: match.index + match[0].length,
  }))
  let text = ''
  let from = 0
  let dropped = 0
  for (let at = 0; at < found.length;) {
    const run = echoedRun(found, at, echoes)
    if (run === 0) {
      at += 1
      continue
    }
    text += `${line.slice(from, found[at]?.start)}…`
    from = found[at + run - 1]?.end ?? line.length
    at += run
    dropped += run
  }
  text += line.slice(from)
  return { text: text.replaceAll(/…(?:[\s,.;:'"`]*…)+/g, '…'), words: found.length, dropped }
}

/** How many words from here on repeat what was sent. */
function echoedRun(
  found: { word: string; folded: string }[],
  at: number,
  { spoken, folded, prompt }: Echoes,
): number {
  const longest = (text: string): number => {
    let run = 0
    let sought = ''
    while (at + run < found.length) {
      sought += ` ${found[at + run]?.folded ?? ''}`
      // Ignores the end of the word: servers truncate what they quote.
      if (!text.includes(sought)) break
      run += 1
    }
    return run
  }
  const ofPrompt = longest(prompt)
  if (ofPrompt >= minPromptWords) return ofPrompt
  const run = longest(folded)
  const isTelling = found.slice(at, at + run).some(({ folded: word }) => !common.has(word))
  if (run >= 2 && isTelling) return run
  const { word = '', folded: first = '' } = found[at] ?? {}
  const isName = /^\p{Lu}|\d{3}/u.test(word)
  return isName && !common.has(first) && spoken.includes(word) ? 1 : 0
}
