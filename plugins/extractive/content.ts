import type { Unit } from './units.ts'

const EMPTY = new Set(
  (
    "i i'm i'll i've i'd you you'll you're you've he he's he'll she she's she'll it it's it'll we we're we'll we've we'd they they're they'll " +
    "this that that's these those there there's here what what's which who how when where why if whether a an the and or but so then because without as of to in on at by for from with about into out up off over " +
    "is are was were be been being am do does doing going having did done have has had will would can could should shall must may might gonna going go get got let let's me my your his her its our their us them him one ones " +
    "not don't doesn't didn't won't can't no yes yeah okay ok right well just also really very quite actually basically like kind sort bit some any all more most now today please thing things something stuff way lot mean know think guess say said see look good nice make take put try want need " +
    'пять минут минута минуты минуток пара пару час часа часок ' +
    'я ты он она оно мы вы они мне тебе ему ей нам вам им меня тебя его ее нас вас их мной тобой себя себе это этот эта эти то тот та те там тут здесь так вот ну что чтобы как когда где кто какой какая какие если бы ли же и а но или да нет не ни в во на к ко с со у о об от до по за из для при про без над под через ' +
    'есть был была было были будет будут буду будем быть уже еще тоже также просто очень вообще сейчас сегодня потом тогда можно надо нужно давай давайте хорошо ладно окей все всё всех весь ничего только наверное может значит пожалуйста такой такая такие честно говоря больше всего понятно главное какие-то какой-то что-то мой моя твой наш ваш'
  ).split(' '),
)

/** Counts meaningful words of a sentence from a word on. */
export function contentWords(unit: Unit, fromWord = 0): number {
  let count = 0
  for (const { text } of unit.words.slice(Math.max(0, fromWord)))
    if (!EMPTY.has(text) && text.length > 1) count++
  return count
}

/** Does the same for a rewritten text. */
export const tellingWords = (text: string): number =>
  [...text.toLowerCase().matchAll(/[\p{L}\p{N}\p{M}]+(?:['’‐‑-][\p{L}\p{N}\p{M}]+)*/gu)].filter(
    ([word]) => !EMPTY.has(word.replaceAll('’', "'")) && word.length > 1,
  ).length

/** The share of the shorter sentence's meaningful words, by stem, that both contain; 0 if one has too few. */
export function sharedContent(a: Unit, b: Unit): number {
  const [left, right] = [stemsOf(a), stemsOf(b)]
  const smaller = Math.min(left.size, right.size)
  if (smaller < 3 || digitsOf(a) !== digitsOf(b)) return 0
  return [...left].filter((stem) => right.has(stem)).length / smaller
}

/** How many meaningful words of a sentence other speakers repeat in nearby sentences. */
export function repeatedByOthers(units: readonly Unit[], unit: Unit, around: number): number {
  const own = stemsOf(unit)
  const said = units
    .slice(Math.max(0, unit.index - around), unit.index + around + 1)
    .filter((other) => other.segment.speaker !== unit.segment.speaker)
    .map(stemsOf)
  return [...own].filter((stem) => said.some((stems) => stems.has(stem))).length
}

const FAR_TURNS = 8
const MOST_AGAIN = 4
/** So many turns hold enough far ones wherever a sentence stands. */
const ENOUGH_TURNS = 2 * FAR_TURNS + 1 + MOST_AGAIN
const PAIRED_STEMS = 12

/**
 * How often a pair of a sentence's meaningful words recurs far away, up to four times: important topics come up again.
 */
export function recurrence(units: readonly Unit[]): (unit: Unit) => number {
  const turnsOf = new Map<string, Set<number>>()
  for (const unit of units)
    for (const pair of pairsOf(unit)) {
      const turns = turnsOf.get(pair)
      if (!turns) turnsOf.set(pair, new Set([unit.turn]))
      else if (turns.size < ENOUGH_TURNS) turns.add(unit.turn)
    }
  return (unit) => {
    let most = 0
    for (const pair of pairsOf(unit)) {
      let far = 0
      for (const turn of turnsOf.get(pair) ?? []) if (Math.abs(turn - unit.turn) > FAR_TURNS) far++
      most = Math.max(most, far)
    }
    return Math.min(most, MOST_AGAIN)
  }
}

function pairsOf(unit: Unit): string[] {
  const stems = [...stemsOf(unit)].slice(0, PAIRED_STEMS).sort()
  return stems.flatMap((stem, at) => stems.slice(at + 1).map((other) => `${stem} ${other}`))
}

/** Different numbers make different items. */
function digitsOf(unit: Unit): string {
  return unit.words
    .filter(({ text }) => /^\d/.test(text))
    .map(({ text }) => text)
    .join(' ')
}

const knownStems = new WeakMap<Unit, Set<string>>()

function stemsOf(unit: Unit): Set<string> {
  const known = knownStems.get(unit)
  if (known) return known
  const telling = unit.words.filter(({ text }) => !EMPTY.has(text) && text.length > 2)
  const stems = new Set(telling.map(({ text }) => text.slice(0, 5)))
  knownStems.set(unit, stems)
  return stems
}

const PAST_RU =
  /^(?!реши|догово|соглас|утверд|опреде|постано|приш|было$|если$)\p{L}{2,}(?:л|ла|ло|ли|лся|лась|лось|лись)$/u

/** Counts Russian past-tense verbs that are not performative: a sign of narration, not of a decision. */
export function pastVerbs(unit: Unit): number {
  return unit.locale === 'ru' ? unit.words.filter(({ text }) => PAST_RU.test(text)).length : 0
}

const DANGLING = new Set(
  (
    'the a an of to in on at for with from by and or but so because that which who if when as than is are was were be been ' +
    "not will would can could should has have had do does i we you they he she it's that's there's i'm we're you're my your our their its this these those like kind sort just very really " +
    'и а но или что чтобы как если то в на к с у о от до по за из для при не ни это этот эта эти такой такая очень просто бы же когда который которая которые потому'
  ).split(' '),
)

/** Whether a clause cannot end with the word. */
export const endsNothing = (word: string): boolean => DANGLING.has(word)

/** Whether a sentence is unfinished: no full stop, and a last word that cannot end one. */
export function breaksOff(text: string): boolean {
  if (/[.!?…]["'»”)]*$/.test(text.trim())) return false
  const last = text.toLowerCase().match(/[\p{L}\p{N}']+(?=[^\p{L}\p{N}]*$)/u)?.[0]
  return last === undefined || DANGLING.has(last) || last.length === 1 || text.trim().endsWith('-')
}

const NO_TASK_RU = new Set(
  (
    'думаю знаю понимаю считаю хочу вижу помню говорю надеюсь предлагаю слышу люблю смотрю делаю стою сижу живу иду еду пишу прошу читаю работаю согласую ' +
    'напомню скажу покажу расскажу начну продолжу закончу повторю объясню добавлю поясню пойду уйду буду побегу посмотрю погляжу подумаю попробую постараюсь ' +
    'поддерживаю полагаю предполагаю подозреваю чувствую ненавижу спрашиваю рассказываю показываю вспоминаю завидую представляю прикину такую какую эту нашу вашу свою одну всю'
  ).split(' '),
)
const FIRST_PERSON_RU = /^(?!\p{L}*(?:ию|аюсь|яюсь)$)\p{L}{3,}(?:ю|у|юсь|усь)$/u

/** Index of a Russian verb that says what "я" will do, or -1. Verbs are recognised by their ending. */
export function willOf(unit: Unit): number {
  const subject = unit.words.findIndex(({ text }) => text === 'я')
  if (subject < 0) return -1
  const from = subject + 1
  const at = unit.words
    .slice(from, from + 4)
    .findIndex(({ text }) => FIRST_PERSON_RU.test(text) && !NO_TASK_RU.has(text))
  return at < 0 ? -1 : from + at
}

const NO_PLURAL_RU =
  /^(?:всем|чем|тем|нем|затем|совсем|зачем|этим|таким|другим|своим|одним|последним|моим|твоим|самим|каким|никаким|ничем|кем|прием|объем|подъем|уровнем|днем|можем|понимаем|знаем|помним|видим|слышим|говорим|думаем|хотим|будем)$/u
const PLURAL_RU = /^\p{L}{2,}(?:ем|им|ём|емся|имся)$/u

const WE_DO_OPENER =
  /^ (?:(?:так|ну|хорошо|ладно|окей|все) )*(?:тогда|значит|итак|итого|получается|то есть|давайте так) /

/**
 * Index of a Russian verb that says what "we" do, or -1: «запускаемся», «не берём». A choice if the sentence also
 * closes a discussion.
 */
export function weDoWord(unit: Unit): number {
  if (unit.locale !== 'ru' || !WE_DO_OPENER.test(unit.folded)) return -1
  return unit.words.findIndex(({ text }) => PLURAL_RU.test(text) && !NO_PLURAL_RU.test(text))
}
