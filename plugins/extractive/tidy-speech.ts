import { endsNothing } from './content.ts'

/** Hesitation sounds, removed everywhere. */
const sounds = new Set(
  (
    'um umm uh uhh uhm er erm eh hm hmm mhm mm mmm uh-huh ' +
    'э ээ эээ эм эмм э-э э-э-э м-м м-м-м мм ммм гм хм'
  ).split(' '),
)

/** Fillers of several words, removed unless the context gives them a meaning. */
const phrases: { words: string[]; notAfter?: RegExp; notBefore?: RegExp }[] = [
  {
    words: ['you', 'know'],
    notAfter:
      /^(?:do|did|does|don't|didn't|if|as|let|lets|that|what|how|when|will|would|should|to)$/,
    notBefore: /^(?:what|how|who|where|when|why|if|whether|that|about|the|it|this)$/,
  },
  {
    words: ['i', 'mean'],
    notAfter: /^(?:what|that|is|do|which)$/,
    notBefore: /^(?:by|that|it|to)$/,
  },
  {
    words: ['sort', 'of'],
    notAfter: /^(?:a|the|this|that|some|any|what|which|each|every|one|another|same|new)$/,
  },
  {
    words: ['kind', 'of'],
    notAfter: /^(?:a|the|this|that|some|any|what|which|each|every|one|another|same|new)$/,
  },
  {
    words: ['как', 'бы'],
    notBefore: /^(?:не|ни|то|это|нам|мне|вам|тебе|ему|ей|им|я|ты|мы|вы|он|она|они)$/,
  },
  {
    words: ['это', 'самое'],
    notAfter: /^(?:за|в|на|про|и|то)$/,
    notBefore: /^(?:главное|важное|то|что)$/,
  },
  { words: ['так', 'сказать'] },
  { words: ['скажем', 'так'] },
  { words: ['ну', 'вот'] },
  { words: ['в', 'общем-то'] },
]

/** Meaningless between pauses: at the edge of the sentence or at a comma. */
const asides = new Set(
  'like well so okay ok right actually basically ну вот значит типа короче блин слушайте слушай смотрите смотри'.split(
    ' ',
  ),
)
/** A sound of hesitation in Russian also between words of a clause. */
const loose = new Set(['ну', 'вот'])
/** Repeating these changes the meaning. */
const doubled = new Set(
  'very really much far long more that had so many no bye is очень много далеко долго еще ещё чуть еле всё все да нет'.split(
    ' ',
  ),
)
/** Short words that others begin with too. */
const shortWords = new Set(
  (
    'a i in on to so we he be the an as at am do no of or it is if by go my me us up for not her his our you she ' +
    'а и в на по не но за то до от об с к о у мы вы он я да ни из со ко во их её ее без для при под над она они'
  ).split(' '),
)

/** A subject is kept together with its verb. */
const subjects = new Set('я ты он она мы вы они'.split(' '))
/** Unfinished beginnings of words, and single letters that are not words. */
const broken = /^(?:[b-hj-np-z]|[бгджзйлмнпртфхцчшщ]|th|wh|sh|ch|st|tr|pr|br|gr|cl|bl|fl|pl)$/
/** Words that link a sentence to the previous one; dropped at the beginning of an item. */
const ties = new Set('and but so yeah yes yep oh well okay ok а но и ну вот'.split(' '))
/** The same, before a pause. */
const tiesApart = new Set('no right now да нет так ладно хорошо значит итак'.split(' '))
const afterTie = /^(?:that|far|much|many|long|as|чтобы|что)$/
const fewestWords = 4

interface Token {
  word: string
  /** The word with its punctuation. */
  shown: string
  /** Whether there is a pause before or after it. */
  opens: boolean
  closes: boolean
}

const longestRepeat = 5
/** How many words may stand between a start and its repetition. */
const furthestBack = 3

/**
 * Rewrites a spoken sentence as text: without hesitation sounds, fillers, stutters, repetitions and false starts.
 * Nothing is added or reordered.
 */
export function tidySpeech(text: string): string {
  let tokens = read(withoutGivenUp(text))
  for (let before = -1; before !== tokens.length;) {
    before = tokens.length
    tokens = withoutRepeats(withoutStarts(withoutStutters(withoutPhrases(withoutAsides(tokens)))))
  }
  return write(withoutTies(tokens))
}

const longestStart = 3

/** “We could, we should start” stays; “We could – we should start” is a false start, cut at the dash. */
function withoutGivenUp(text: string): string {
  const parts = text.split(/(\s*(?:[–—]|--|\.\.\.|…)\s+)/u)
  const kept: string[] = []
  for (let at = 0; at < parts.length; at += 2) {
    const here = parts[at] ?? ''
    const next = parts[at + 2]
    const own = wordsOf(here)
    const isGivenUp =
      at === 0 &&
      next !== undefined &&
      own.length > 0 &&
      own.length <= longestStart &&
      own[0] === wordsOf(next)[0]
    if (!isGivenUp) kept.push(here, parts[at + 1] ?? '')
  }
  return kept.join('')
}

const wordsOf = (text: string): string[] =>
  [...text.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’‐‑-][\p{L}\p{N}\p{M}]+)*/gu)].map(([word]) =>
    fold(word),
  )

const fold = (word: string): string => word.toLowerCase().replaceAll('’', "'")

function read(text: string): Token[] {
  const shown = text.split(/\s+/u).filter(Boolean)
  return shown.map((one, at) => ({
    word: fold(one.replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}-]+$/gu, '')),
    shown: one,
    opens: at === 0 || /[,;:.!?–—]$/u.test(shown[at - 1] ?? '') || isMark(shown[at - 1]),
    closes: at === shown.length - 1 || /[,;:.!?–—]$/u.test(one) || isMark(shown[at + 1]),
  }))
}

const isMark = (shown: string | undefined): boolean => /^[–—-]+$/u.test(shown ?? '')

/** “Well as”, “so much”: without pauses on both sides a word keeps its meaning. */
const withoutAsides = (tokens: Token[]): Token[] =>
  drop(tokens, (token, at) => {
    if (sounds.has(token.word) && !/^\d/.test(tokens[at - 1]?.word ?? '')) return 1
    if (loose.has(token.word) && tokens.length > 2) return 1
    return asides.has(token.word) && token.opens && token.closes && tokens.length > 2 ? 1 : 0
  })

const withoutPhrases = (tokens: Token[]): Token[] =>
  drop(tokens, (_token, at) => {
    for (const { words, notAfter, notBefore } of phrases) {
      if (!words.every((word, step) => tokens[at + step]?.word === word)) continue
      const [before, behind] = [tokens[at - 1], tokens[at + words.length]]
      const isMeant =
        (before && !tokens[at]?.opens && notAfter?.test(before.word)) ||
        (behind && !tokens[at + words.length - 1]?.closes && notBefore?.test(behind.word))
      if (!isMeant && tokens.length > words.length + 1) return words.length
    }
    return 0
  })

/** “Th the”, “w-we”, “мы- мы”: the beginning of the next word. */
const withoutStutters = (tokens: Token[]): Token[] =>
  drop(
    tokens.map((token) => {
      const twice = /^((?:\p{L}{1,3}[-‐‑]+)+)(\p{L}.*)$/u.exec(token.shown)
      const [, starts = '', rest = ''] = twice ?? []
      const start = starts.split(/[-‐‑]+/u)[0] ?? ''
      return start && fold(rest).startsWith(fold(start))
        ? { ...token, shown: rest, word: fold(rest.replaceAll(/[^\p{L}\p{N}'-]+$/gu, '')) }
        : token
    }),
    ({ word, shown }, at) => {
      const next = tokens[at + 1]?.word ?? ''
      const isCut = /[-‐‑–—]+$/u.test(shown)
      const stem = word.replaceAll(/-+$/g, '')
      if (!stem || stem.length >= next.length + Number(isCut) || !next.startsWith(stem)) return 0
      return isCut || (stem.length <= 2 && !shortWords.has(stem) && /^\p{L}+$/u.test(stem)) ? 1 : 0
    },
  )

/** “The pro I think the problem”, “more in s in sales”: an unfinished word and what led to it. */
const withoutStarts = (tokens: Token[]): Token[] =>
  drop(tokens, ({ word, shown }, at) => {
    const cut = tokens[at + 1]?.word ?? ''
    if (cut && !shortWords.has(cut) && /^\p{Ll}+$/u.test(tokens[at + 1]?.shown ?? '')) {
      for (let back = at + 2; back <= at + 2 + furthestBack; back++) {
        const whole = tokens[back + 1]?.word ?? ''
        const isAgain = tokens[back]?.word === word && whole.length > cut.length
        if (isAgain && whole.startsWith(cut)) return 2
      }
    }
    const isSpelt = broken.test(tokens[at - 1]?.word ?? '') || broken.test(cut)
    return broken.test(shown) && !isSpelt ? 1 : 0
  })

/** A leading “But”, “and so”, “да,”. */
function withoutTies(tokens: Token[]): Token[] {
  let from = 0
  while (tokens.length - from > fewestWords) {
    const { word = '', shown = '' } = tokens[from] ?? {}
    const isTie =
      (ties.has(word) && !afterTie.test(tokens[from + 1]?.word ?? '')) ||
      (tiesApart.has(word) && /[,.]$/.test(shown))
    if (!isTie) break
    from++
  }
  return tokens.slice(from)
}

/** “We should we should start”: the same words again, up to five. Numbers are repeated for a reason. */
const withoutRepeats = (tokens: Token[]): Token[] =>
  drop(tokens, (token, at) => {
    for (let size = Math.min(longestRepeat, tokens.length - at - 1); size > 0; size--) {
      const [one, two] = [tokens.slice(at, at + size), tokens.slice(at + size, at + 2 * size)]
      if (one.length !== two.length || !one.every(({ word }, step) => word === two[step]?.word)) {
        continue
      }
      const isMeant = one.some(({ word }) => word === '' || /\d/.test(word))
      if (!isMeant && !(size === 1 && doubled.has(token.word))) return size
    }
    return 0
  })

/** Drops as many tokens at each position as `count` returns. A comma before them is no longer a pause. */
function drop(tokens: Token[], count: (token: Token, at: number) => number): Token[] {
  const kept: Token[] = []
  for (let at = 0; at < tokens.length;) {
    const token = tokens[at]
    if (!token) break
    const gone = count(token, at)
    if (gone === 0) kept.push(token)
    else moveEnd(kept, tokens[at + gone - 1], tokens[at + gone])
    at += Math.max(1, gone)
  }
  return kept
}

/**
 * What ended the sentence goes on ending it. A comma that only set the filler apart goes with it: where the filler was the
 * last word, and where the word before it cannot stand before a pause.
 */
function moveEnd(kept: Token[], last: Token | undefined, next: Token | undefined): void {
  const before = kept.at(-1)
  if (!before || !last) return
  const put = (shown: string): void => {
    kept[kept.length - 1] = { ...before, shown }
  }
  const end = /[.!?…]+["'»”)]*$/u.exec(last.shown)?.[0]
  if (end) put(before.shown.replace(/[,;:]$/, '') + end)
  else if (before.shown.endsWith(',')) {
    const isAside =
      last.shown.endsWith(',') && (endsNothing(before.word) || subjects.has(before.word))
    if (!next || isAside) put(before.shown.slice(0, -1))
  }
}

function write(tokens: Token[]): string {
  return tokens
    .map(({ shown }) => shown)
    .join(' ')
    .replaceAll(/\s+([,;:.!?…])/gu, '$1')
    .replaceAll(/,(?:\s*,)+/g, ',')
    .replace(/^[\s,;:.–—-]+/u, '')
    .replace(/[\s,;:–—-]+$/u, '')
}
