import { stemOf, isEmptyWord } from '../text/content.ts'
import { fold, words, type Word } from '../text/words.ts'
import { takesOtherWay } from './opposites.ts'

/** Words that negate a statement or forbid something. English and Russian. */
const NEGATORS =
  /^(not|no|none|nobody|nothing|never|neither|nor|without|cannot|cant|wont|[a-z]+nt|не|нет|ни|никто|никого|никому|ничего|ничто|никогда|нигде|никакой|никакие|никаких|нельзя|без)$/
/** One-syllable English verbs that end like a negation. */
const NOT_NEGATED =
  /^(?!(?:do|does|did|is|are|was|were|wo|would|should|could|ca|must|have|has|had|ai|need|might|ought|dare|sha)nt$)[a-z]+nt$/
const REFUSALS =
  /^(reject|refus|declin|cancel|oppos|forbid|forbad|prohibit|banned|denied|deny|denies|abandon|отказ|отклон|отмен|отверг|отверж|запре|против$)/
/** What a source may say instead of a negation: anything short of yes. */
const SHORT_OF_YES =
  /^(un(?!i|der)|dis|non|ina|inco|insuf|inval|ineff|impos|irrel|illeg|не|без)\p{L}{4,}$|less$|^(instead|rather|hardly|barely|rarely|seldom|lack\p{L}*|miss\p{L}*|skip\p{L}*|drop\p{L}*|remov\p{L}*|stop\p{L}*|avoid\p{L}*|leave|left|leaving|fail\p{L}*|hard|difficult|tough|problem\p{L}*|issue\p{L}*|wrong|bad|worse|against|only|too|expensive|costly|few|little|away|out|rid|off|before|until|yet|wait|hold|postpon\p{L}*|delay\p{L}*|later|doubt\p{L}*|if|whether|unless|except|ignor\p{L}*|exclud\p{L}*|cut|kill\p{L}*|вместо|едва|вряд|редко|мало|трудно|сложно|тяжело|невозможно|плохо|хуже|против|только|слишком|дорого|убра\p{L}*|убер\p{L}*|убир\p{L}*|исключ\p{L}*|остан\p{L}*|отлож\p{L}*|перенес\p{L}*|перенос\p{L}*|пропуст\p{L}*|пропуск\p{L}*|избега\p{L}*|сомнева\p{L}*|если|пока|кроме|хвата\p{L}*|отсутств\p{L}*|лишн\p{L}*|провал\p{L}*)$/u
/** Idioms that contain a negation but negate nothing. */
const NO_NEGATION =
  /\b(why (don'?t|doesn'?t|not|can'?t|shouldn'?t)|(do|does|did|is|are|was|were|have|has|would|could|should|can|wo)n'?t (we|you|i|they|it|he|she|there|that|this)\b|not only|not just|don'?t forget|do not forget|not to mention|no problem|no worries|if not|or not|whether or not|no doubt|no later than|not later than|no less|no more than|not sure (if|whether))|почему бы не|не только|не забуд\p{L}*|не забы\p{L}*|не позднее|не позже|не менее|не более|не меньше|не больше|не против|нет проблем|ничего страшного|не могли бы|не мог бы|не хотите|не пора ли|как не|чуть не|едва не/giu

/** How many words a negation may be away: "will not really ship". */
const REACH = 3

/**
 * Whether a text and its source disagree on whether something is so: the text negates what the source nowhere negates,
 * or states word for word what the source negates. `whole`: all texts of the item, one of which may contain the
 * negation.
 */
export function reversesMeaning(text: string, source: string, whole = text): boolean {
  // A wish that something should not be implies that it is.
  if (WISH.test(text)) return false
  const denials = denialsIn(text)
  if (denials.length === 0) {
    if (!hasNegator(source) && takesOtherWay(text, source)) return true
    const isDenied = words(whole).some(({ folded }) => isShortOfYes(folded))
    return !isDenied && statesDenied(words(text), source)
  }
  const isSaid = ` ${fold(source)} `.includes(` ${fold(text)} `)
  return !isSaid && !areHeld(denials, source)
}

const WISH = /^(?:not (?!to\b)\p{L}+ \p{L}+|nothing is |чтобы |so that )/iu

const isNegator = (word: string): boolean => NEGATORS.test(word) && !NOT_NEGATED.test(word)

/** A source with one of these may reverse the meaning: "do not reject". */
const hasNegator = (source: string): boolean =>
  words(source).some(({ folded }) => isNegator(folded))

const isShortOfYes = (word: string): boolean =>
  isNegator(word) || REFUSALS.test(word) || SHORT_OF_YES.test(word)

/** Something that is still open is not negated. */
const OPEN =
  /\b(not|n'?t)\s+(yet\s+|been\s+|fully\s+|entirely\s+)*(decided|decide (if|whether|on|which|who|when|how)|agree on|know|clear|known|sure|certain|resolved|agreed|settled|defined|specified|mentioned|stated|discussed|finali[sz]ed|confirmed)\b|не\s+(ясно|решен\p{L}*|известно|определен\p{L}*|уверен\p{L}*|указан\p{L}*|обсужда\p{L}*|уточнен\p{L}*|согласован\p{L}*|назван\p{L}*)/giu

interface Denial {
  /** The next meaningful words, by stem. */
  about: string[]
  /** All the next words. */
  next: string[]
}

function denialsIn(text: string): Denial[] {
  const said = words(text.replaceAll(NO_NEGATION, ' ').replaceAll(OPEN, ' '))
  return said.flatMap(({ folded }, at) => {
    if (!isNegator(folded) && !REFUSALS.test(folded)) return []
    // «Никто не проверял» negates once.
    if (folded.startsWith('ни') && said[at + 1]?.folded === 'не') return []
    const next = said.slice(at + 1).map((word) => word.folded)
    const telling = next.filter((word) => !isEmptyWord(word))
    return [{ about: telling.slice(0, REACH).map(stemOf), next }]
  })
}

/** How near a word short of yes must be to its subject. */
const BEFORE = 5
const BEHIND = 3

/** Whether each negation has its own word short of yes in the source, near what is negated if that is mentioned. */
function areHeld(denials: Denial[], source: string): boolean {
  const heard = heardIn(source)
  const doubts = heard.flatMap(({ folded }, at) => (isShortOfYes(folded) ? [at] : []))
  return canPair(
    denials.map((denial) => {
      const places = copiedPlace(denial.next, heard) ?? placesOf(denial.about, heard)
      if (places.length === 0) return doubts
      return doubts.filter((doubt) =>
        places.some(
          ({ from, to }) =>
            (doubt >= from - BEFORE && doubt < from && isOneClause(heard, doubt, from)) ||
            (doubt > to && doubt <= to + BEHIND && isOneClause(heard, doubt, to)),
        ),
      )
    }),
  )
}

interface Place {
  from: number
  to: number
}

/** The positions of the first meaningful words that are in the source at all. */
function placesOf(about: string[], heard: Heard[]): Place[] {
  const first = about.find((stem) => heard.some((word) => word.stem === stem))
  return heard.flatMap((word, at) => (word.stem === first ? [{ from: at, to: at }] : []))
}

const LEAST_COPIED_WORDS = 3
/** "not to: …", "denied that …" */
const MOST_SKIPPED = 2

/** The longest place where the words after a negation are copied from the source; null when they are not. */
function copiedPlace(next: string[], heard: Heard[]): Place[] | null {
  let longest = LEAST_COPIED_WORDS
  let places: Place[] = []
  for (let skipped = 0; skipped <= MOST_SKIPPED; skipped++) {
    for (const from of heard.keys()) {
      const length = commonLength(next, skipped, heard, from)
      if (length < longest) continue
      if (length > longest) places = []
      longest = length
      places.push({ from, to: from + length - 1 })
    }
  }
  return places.length > 0 ? places : null
}

function commonLength(next: string[], at: number, heard: Heard[], from: number): number {
  let length = 0
  while (next[at + length] !== undefined && heard[from + length]?.folded === next[at + length]) {
    length++
  }
  return length
}

const isOneClause = (heard: Heard[], a: number, b: number): boolean =>
  heard[a]?.clause === heard[b]?.clause

/** Whether each can be paired with a candidate of its own. */
function canPair(candidates: number[][]): boolean {
  const ownerOf = new Map<number, number>()
  const find = (one: number, seen: Set<number>): boolean =>
    (candidates[one] ?? []).some((candidate) => {
      if (seen.has(candidate)) return false
      seen.add(candidate)
      const owner = ownerOf.get(candidate)
      if (owner !== undefined && !find(owner, seen)) return false
      ownerOf.set(candidate, one)
      return true
    })
  return candidates.every((_, one) => find(one, new Set()))
}

interface Heard {
  folded: string
  stem: string
  clause: number
}

function heardIn(source: string): Heard[] {
  const heard = words(source)
  let clause = 0
  return heard.map(({ folded, start }, at) => {
    if (at > 0 && CLAUSE_END.test(source.slice(heard[at - 1]?.end ?? 0, start))) clause += 1
    return { folded, stem: stemOf(folded), clause }
  })
}

const CLAUSE_END = /[.!?;:,…—–\n]/

/** Verbs that introduce what is negated: "do not need to hire". */
const LEADING =
  /^(need|want|plan|think|believ|inten|go|able|like|hope|expec|собир|план|хоте|хоти|дума|счит|стои|смож|може)$/

/** Whether the words that a source negates are in a text that negates nothing. */
function statesDenied(said: readonly Word[], source: string): boolean {
  if (!hasNegator(source)) return false
  if (UNTIL.test(source)) return false
  const stated = new Set(said.map(({ folded }) => stemOf(folded)))
  const plain = source.replaceAll(NO_NEGATION, (found) => ' '.repeat(found.length))
  const { denied, free } = deniedIn(plain)
  const [first] = denied
  // The first negated word is usually the verb; whatever the text states of it must be negated alone.
  const repeated = denied.filter((stem) => stated.has(stem))
  return first !== undefined && stated.has(first) && repeated.every((stem) => !free.has(stem))
}

/** A limit in time is not a plain negation; «пока» inside a clause means "yet". */
const UNTIL =
  /\b(until|till|unless|before|except)\b|(?:^|[,.;:!?–—-]\s{0,3}|(?<!\p{L})(?:и|но|а)\s)пока(?!\s+(?:что|еще|ещё)(?!\p{L}))(?!\p{L})|кроме|если/iu

/**
 * The meaningful words that a source negates, and the others: after a negation, or before one at the end of its clause.
 */
function deniedIn(source: string): { denied: string[]; free: Set<string> } {
  const heard = words(source)
  const clauses = Map.groupBy(
    heardIn(source).map((word, at) => ({ ...word, at })),
    ({ clause }) => clause,
  )
  const denied: string[] = []
  const free = new Set<string>()
  for (const clause of clauses.values()) {
    const place = clause.findIndex(
      ({ folded, at }) => isNegator(folded) && !isAnswer(source, heard[at]),
    )
    const telling = (part: Heard[]): string[] =>
      part
        .filter(({ folded }) => !isEmptyWord(folded) && !isNegator(folded))
        .map(({ stem }) => stem)
    if (place === -1) {
      for (const stem of telling(clause)) free.add(stem)
      continue
    }
    const before = telling(clause.slice(0, place))
    const behind = telling(clause.slice(place)).filter((stem, at) => at > 1 || !LEADING.test(stem))
    // «Сервер покупать не будем»: everything precedes the negation.
    denied.push(...(behind.length > 0 ? behind.slice(0, REACH) : before))
    for (const stem of behind.length > 0 ? [...before, ...behind.slice(REACH)] : []) free.add(stem)
  }
  return { denied, free }
}

/** "No, I will", «нет, сделаю» answers another question. */
const isAnswer = (source: string, word: Word | undefined): boolean =>
  word !== undefined && /^\s*[,.!—–-]/.test(source.slice(word.end, word.end + 3))
