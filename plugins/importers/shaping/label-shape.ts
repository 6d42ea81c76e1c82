import { MAX_SPEAKER_CHARS } from '../limits.ts'

/** As long as a speaker's name may be; `Anna Kern (Nimbus GmbH, Head of Sales …)` is one. */
const MAX_LABEL_CHARS = MAX_SPEAKER_CHARS
const MAX_USUAL_CHARS = 120
const MAX_LABEL_WORDS = 8
/** Han, kana and Thai have no spaces, so the length distinguishes a name from a clause. */
const MAX_UNSPACED_CHARS = 8

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

/** Words that introduce a remark inside speech. Compared in lower case. */
const REMARKS = words(`
  note notes nb n.b. ps p.s. warning caution important attention reminder update example examples e.g. i.e.
  примечание примечания заметка заметки внимание важно например пример`)

/** Words that introduce a line of facts or a point of an agenda. Compared in lower case. */
const HEADINGS = words(`
  budget scope timeline plan idea ideas point points reason reasons cost costs price background context next
  later today tomorrow monday tuesday wednesday thursday friday saturday sunday bottom overall
  бюджет план идея идеи пункт пункты причина цена итого далее сегодня завтра понедельник вторник среда
  четверг пятница суббота воскресенье
  agenda topic topics title subject  time location venue  attendees participants 
  invitees absent apologies video audio recording duration meeting transcript transcription name names
  type status summary decision decisions action actions action-items todo to-do task tasks issue issues
  risk risks question questions answer answers problem problems solution result results conclusion goal
  goals deadline due owner pros cons option options step steps part section chapter  links url source
  file  tags version  language kind style
  тема темы повестка дата время
  место участники присутствовали отсутствовали видео аудио запись длительность встреча совещание
  название имя тип статус итог итоги решение решения задача задачи проблема проблемы риск риски вопрос
  вопросы ответ ответы вывод выводы цель цели срок сроки ответственный плюсы минусы вариант варианты шаг
  этап часть раздел глава ссылка ссылки источник файл страница версия автор язык`)

/** Words that begin a clause. Before a capitalised word they can be names: He Wei, My Nguyen. */
const OPENERS = words(`
  page link date author present place
  first second third fourth finally also and but or so because then if when what why how where who which
  the this that these those there here it is my our your his her their i we you they he she yes no yeah ok
  okay well now thanks hello hi to from cc re fwd one another some all both each as for in on at by with
  во-первых во-вторых в-третьих первое второе третье также и но или так потому если когда что почему как
  где кто это эти этот тот там здесь мой наш ваш я мы вы они он она да нет ну вот хорошо ладно спасибо
  привет здравствуйте в на по с у к за для все`)

/** Words that occur in clauses, never in names. Compared as written: "Is" and "Will" may be names. */
const CLAUSE_WORDS = words(`
  is are was were be been has have had do does did will would can could should must not that which who
  what when where how because if so but my our your his her their me us
  this these those it we you they he she i there here
  это был была было были есть будет не что который которая как когда если чтобы но
  мой наш ваш его её их мы вы они он она я тут там`)

/** Words that join others, in clauses and in names: `Anna from Nimbus`, `Борис из офиса`. Compared as written. */
const JOINING_WORDS = words(`
  to or as for in on at by with from about
  или для на по из от`)

const TITLES = words('dr mr mrs ms jr sr st prof проф г гр др')
const PARTICLES = words(
  "de da di do dos du del della van der den von zu bin ibn al el la le les y e i of the ter ten te af av d' o",
)
const ODD_CHARS = /[?!;…"«»“”„{}<>=*#\\^~`\t№+]/u
const SENTENCE_BREAK = /[?!;…。！？]\s/u

const endsClause = (word: string): boolean => /[^.]{4}\.$/u.test(word) && !isAbbreviation(word)

const isAbbreviation = (word: string): boolean =>
  word.split('.').every((part) => /^\p{L}?$/u.test(part) || TITLES.has(part.toLowerCase()))

/** Removes `(Guest)`, `[NA]`, `| Nimbus`, which do not show whether the rest is a name. */
export const withoutRemarks = (label: string): string =>
  label
    .replace(/\([^()]{0,200}\)|\[[^[\]]{0,200}\]/g, ' ')
    .replace(/[|/].*$/, '')
    .trim()

const isProperWord = (word: string): boolean =>
  /^[\p{Lu}\p{Lt}\p{N}\p{Extended_Pictographic}№]/u.test(word) ||
  PARTICLES.has(word.toLowerCase()) ||
  /^[dlоo]['’]\p{Lu}/u.test(word) ||
  (/^\p{Lo}/u.test(word) &&
    (word.length <= MAX_UNSPACED_CHARS || !/[\p{Script=Han}\p{Script=Thai}]/u.test(word)))

/** Whether each word is capitalised or a number, as in `Anna de Vries`, `Speaker 2`. */
export function isProperName(label: string): boolean {
  const parts = withoutRemarks(label)
    .split(/[\s,]+/)
    .filter(Boolean)
  return parts.some((part) => !PARTICLES.has(part)) && parts.every(isProperWord)
}

/** Two words or more, all capitalised: `He Wei`, `Anna_Kern`. */
export const isFullName = (label: string): boolean =>
  isProperName(label) && /\S[\s_]\S/.test(withoutRemarks(label))

/**
 * What a label looks like, by its letters alone:
 * `name` could be somebody; `odd` holds characters that names seldom have; `loose` is long, or has the commas
 * or marks of a sentence, but the words of a name; `heading` heads a line of facts; `opener` begins with a word
 * that opens a clause; `remark` heads a remark; `clause` is a piece of a sentence; `mark` has no letters; null is no label.
 */
export type LabelShape =
  | 'name'
  | 'odd'
  | 'loose'
  | 'heading'
  | 'opener'
  | 'remark'
  | 'clause'
  | 'mark'

const LIST_MARK = /^(?:[-–—*•·>#]+\s|\d{1,3}[.)]\s)/
/** A leading time is not part of a name. */
const LEADING_TIME = /^[[(]?(?:\d{1,2}:\d{2}|\d{1,6}(?:[.,]\d{1,3})?\s?s?\s?(?:-->?|[–—→])\s?\d)/

const isSmallWord = (word: string): boolean =>
  PARTICLES.has(word.toLowerCase()) || JOINING_WORDS.has(word)

/** Whether it reads like a sentence: with a word that only sentences have, or mostly in small letters. */
const isProse = (parts: readonly string[]): boolean => {
  if (parts.slice(1).some((part) => CLAUSE_WORDS.has(part.replace(/,$/, '')))) return true
  const bare = parts.filter((part) => !isSmallWord(part))
  return bare.filter(isProperWord).length * 2 < bare.length
}

/** Longer than a name, or with the punctuation of a sentence: `Berlin, 3rd floor, Room 4`, `Yahoo! Sales`. */
const isLoose = (label: string, parts: readonly string[]): boolean =>
  label.length > MAX_USUAL_CHARS ||
  parts.length > MAX_LABEL_WORDS ||
  SENTENCE_BREAK.test(label) ||
  parts.slice(0, -1).some(endsClause) ||
  parts.slice(1).some((part) => JOINING_WORDS.has(part) && !PARTICLES.has(part)) ||
  parts.filter((part) => part.endsWith(',')).length > 1

const MAX_SHORT_WORDS = 6

/** Short enough to be a speaker, whatever its words: `a voice from the hall`. Contains no end of a sentence. */
export const mayStandForSomebody = (label: string): boolean => {
  const parts = label.split(/\s+/)
  const endsWithin = SENTENCE_BREAK.test(label) || parts.slice(0, -1).some(endsClause)
  return parts.length <= MAX_SHORT_WORDS && !endsWithin
}

export function shapeOf(label: string): LabelShape | null {
  if (label.includes('://') || label.includes('\t') || LIST_MARK.test(label)) return null
  if (LEADING_TIME.test(label)) return null
  if (!/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(label)) return label === '' ? null : 'mark'
  const parts = withoutRemarks(label).split(/\s+/).filter(Boolean)
  const first = parts[0]?.toLowerCase().replace(/,$/, '') ?? ''
  if (REMARKS.has(first)) return isFullName(label) ? 'heading' : 'remark'
  if (HEADINGS.has(first)) return 'heading'
  if (OPENERS.has(first) && !isFullName(label)) return parts.length <= 2 ? 'opener' : 'clause'
  if (parts.slice(1).some((part) => CLAUSE_WORDS.has(part))) return 'clause'
  if (isLoose(label, parts)) return isProse(parts) ? 'clause' : 'loose'
  if (parts.length === 0 || !/\p{L}/u.test(label) || ODD_CHARS.test(label)) return 'odd'
  if (!/^[\p{L}\p{N}@_]/u.test(first)) return 'odd'
  const arePlainWords = parts.every(
    (part) => !part.includes('.') || isAbbreviation(part) || /\w\.\w/.test(part),
  )
  return arePlainWords ? 'name' : 'odd'
}

/** Whether the text could be a name: short, not a sentence, without a word that introduces a remark. */
export const isNameShaped = (label: string): boolean => shapeOf(label) === 'name'

/** Direction and zero-width marks around a name, which would make two people of one. */
const INVISIBLE_MARKS = /[\u200B\u200E\u200F\u061C\u202A-\u202E\u2060-\u2069\uFEFF]/g

/** How a file separates its labels: `Name: words`, `Name:words`, or `(Name) words`. */
export type LabelForm = 'colon' | 'tight colon' | 'brackets'

const endOfLabel: Record<LabelForm, RegExp> = {
  colon: /:(?:\s|$)|：/,
  'tight colon': /[:：](?!\/\/)/,
  brackets: /(?<=^\[[^\]]{0,198})\](?=\s+\S)|(?<=^\((?:[^()]|\([^()]{0,100}\)){0,198})\)(?=\s+\S)/,
}

export interface SplitLine {
  label: string
  rest: string
}

/** Splits off the text before the first colon (or in the brackets that begin the line). */
export function splitAtLabel(line: string, form: LabelForm = 'colon'): SplitLine | null {
  const head = line.slice(0, MAX_LABEL_CHARS + 20).replace(INVISIBLE_MARKS, '')
  const unmarked = head.replace(/^(\*\*|__)((?:(?!\1)[^*\n]){1,200}?)(?::\1|\1[ \t]?:)/, '$2:')
  if (form === 'brackets' && !/^[([]/.test(unmarked)) return null
  const end = unmarked.slice(0, MAX_LABEL_CHARS + 1).search(endOfLabel[form])
  if (end < 1) return null
  const label = unmarked.slice(0, end).trim()
  if (form === 'tight colon' && /\d$/.test(label) && /^\d/.test(unmarked.slice(end + 1)))
    return null
  const rest = unmarked.slice(end + 1) + line.slice(MAX_LABEL_CHARS + 20)
  const bare = form === 'brackets' ? label.slice(1) : label
  const [, inBrackets, inParentheses] =
    /^(?:\[([^[\]]{1,198})\]|\(([^()]{1,198})\))$/.exec(bare) ?? []
  return { label: (inBrackets ?? inParentheses ?? bare).trim(), rest: rest.trim() }
}

/**
 * Splits off a label that is tighter than its file's: `He Wei:I will …` among `Name: words`. Numbers, paths, URL
 * schemes and `std::vector` do not count.
 */
export function splitAtTightLabel(line: string): SplitLine | null {
  const split = splitAtLabel(line, 'tight colon')
  if (!split || !/\p{L}/u.test(split.label) || !/^["“«'(]?\p{L}/u.test(split.rest)) return null
  const isTight = /^[^:：]{1,220}:(?:\*\*|__)?[^\s:*_]/.test(line)
  return isTight ? split : null
}

/** `>>` marks another speaker; in captions and lists a dash or a bullet does too. */
const VOICE_MARK = /^>{2,3}[ \t]*(?=[^\s:])/
const VOICE_OR_LIST_MARK = /^(?:>{1,3}|[-–—•·*](?!\*))[ \t]*(?=[^\s:])/

export const withoutVoiceMark = (line: string, readsDashes: boolean): string =>
  line.replace(readsDashes ? VOICE_OR_LIST_MARK : VOICE_MARK, '')
