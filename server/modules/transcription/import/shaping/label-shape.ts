const MAX_LABEL_CHARS = 120
const MAX_LABEL_WORDS = 8

/** Words that head a remark or a line of facts, never a speaker. Compared in lower case. */
const NOT_NAMES = new Set(
  `note notes nb ps p.s. warning caution important attention reminder update example examples e.g. i.e.
  agenda topic topics title subject date time location venue place attendees participants present
  invitees absent apologies video audio recording duration meeting transcript transcription name names
  type status summary decision decisions action actions action-items todo to-do task tasks issue issues
  risk risks question questions answer answers problem problems solution result results conclusion goal
  goals deadline due owner pros cons option options step steps part section chapter link links url source
  file page tags version author language kind style first second third fourth finally also and but or so
  because then if when what why how where who which the this that these those there here it is my our
  your his her their i we you they he she yes no yeah ok okay well now thanks hello hi to from cc re fwd
  примечание примечания заметка заметки внимание важно например пример тема темы повестка дата время
  место участники присутствовали отсутствовали видео аудио запись длительность встреча совещание
  название имя тип статус итог итоги решение решения задача задачи проблема проблемы риск риски вопрос
  вопросы ответ ответы вывод выводы цель цели срок сроки ответственный плюсы минусы вариант варианты шаг
  этап часть раздел глава ссылка ссылки источник файл страница версия автор язык во-первых во-вторых
  в-третьих первое второе третье также и но или так потому если когда что почему как где кто это эти этот
  тот там здесь мой наш ваш я мы вы они он она да нет ну вот хорошо ладно спасибо привет здравствуйте`.split(
    /\s+/,
  ),
)

const TITLES = new Set(['dr', 'mr', 'mrs', 'ms', 'jr', 'sr', 'st', 'prof', 'проф', 'г', 'гр', 'др'])
const PARTICLES = new Set(
  'de da di do dos du del della van der den von zu bin ibn al el la le y и of the'.split(' '),
)

const isAbbreviation = (word: string): boolean =>
  word.split('.').every((part) => /^\p{L}?$/u.test(part) || TITLES.has(part.toLowerCase()))

/** `(Guest)`, `[NA]`, `| Nimbus` add to a name; they say nothing about whether it is one. */
const withoutRemarks = (label: string): string =>
  label
    .replace(/\([^()]{0,80}\)|\[[^[\]]{0,80}\]/g, ' ')
    .replace(/[|/].*$/, '')
    .trim()

/** True for text that could be somebody's name: short, no sentence, no word that heads a remark. */
export function isNameShaped(label: string): boolean {
  if (label.length > MAX_LABEL_CHARS || !/\p{L}/u.test(label)) return false
  if (/[?!;…"«»“”„{}<>=*#\\^~`\t]|:\/\//u.test(label)) return false
  const words = withoutRemarks(label).split(/\s+/).filter(Boolean)
  if (words.length === 0 || words.length > MAX_LABEL_WORDS) return false
  const first = words[0] ?? ''
  if (NOT_NAMES.has(first.toLowerCase().replace(/,$/, ''))) return false
  if (!/^[\p{L}\p{N}@_]/u.test(first) || words.filter((word) => word.endsWith(',')).length > 1) {
    return false
  }
  return words.every((word) => !word.includes('.') || isAbbreviation(word) || /\w\.\w/.test(word))
}

/** True for a name in the narrow sense: each word capitalised or a number, as `Anna de Vries`, `Speaker 2`. */
export function isProperName(label: string): boolean {
  const words = withoutRemarks(label)
    .split(/[\s,]+/)
    .filter(Boolean)
  return words.every((word) => /^[\p{Lu}\p{N}]/u.test(word) || PARTICLES.has(word.toLowerCase()))
}

/** The text before the first colon, when white space or the end of the line follows that colon. */
export function splitAtLabel(line: string): { label: string; rest: string } | null {
  const unmarked = line.replace(/^(\*\*|__)([^*_\n]{1,120}?)(?::\1|\1[ \t]?:)/, '$2:')
  const colon = unmarked.slice(0, MAX_LABEL_CHARS + 1).search(/[:：](?:\s|$)/)
  if (colon < 1) return null
  return { label: unmarked.slice(0, colon).trim(), rest: unmarked.slice(colon + 1).trim() }
}
