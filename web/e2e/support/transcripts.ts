import type { Locale } from '../../i18n/message.ts'

type Line = readonly [speaker: string, words: string]

const english: readonly Line[] = [
  ['Anna Kern', 'Good morning. Let us start with the pilot of the warehouse module.'],
  ['Paul Reed', 'We count the stock by hand twice a week and the differences pile up.'],
  ['Anna Kern', 'So what do we do about the start date? I suggest the eighth of December.'],
  ['Paul Reed', 'Agreed.'],
  [
    'Anna Kern',
    'We have decided to start the pilot on the eighth of December at the Leeds warehouse.',
  ],
  ['Tim North', 'I will connect the scales to the test bench by Friday.'],
  ['Anna Kern', 'Thank you, Tim.'],
  ['Olga Stone', 'I will send you the list of goods with serial numbers by Wednesday.'],
  ['Paul Reed', 'The big risk is the integration with the scales, we may not finish in time.'],
  ['Anna Kern', 'We agreed that the report on differences goes out every day before nine.'],
  ['Paul Reed', 'Yes, agreed.'],
  ['Olga Stone', 'Who is going to sign for the goods on the night shift? I do not know yet.'],
  ['Tim North', 'Paul, please prepare the training plan for the night shift by Monday.'],
  ['Paul Reed', 'Okay, I will do that.'],
  ['Anna Kern', 'Let us meet again next Tuesday at ten. Thank you all.'],
]

const russian: readonly Line[] = [
  ['Анна Керн', 'Доброе утро. Начнём с пилота складского модуля.'],
  ['Павел Рид', 'Сейчас мы сверяем остатки руками, два раза в неделю, расхождения копятся.'],
  ['Анна Керн', 'Что делаем с датой? Предлагаю восьмое декабря.'],
  ['Павел Рид', 'Согласен.'],
  ['Анна Керн', 'Решили: пилот начинаем восьмого декабря на складе в Химках.'],
  ['Павел Рид', 'Да, договорились.'],
  ['Тимур Норд', 'Я подключу весы к тестовому стенду до пятницы.'],
  ['Анна Керн', 'Спасибо, Тимур.'],
  ['Ольга Стоун', 'Я пришлю список товаров с серийными номерами до среды.'],
  ['Павел Рид', 'Главный риск – интеграция с весами, боюсь, не успеем.'],
  ['Анна Керн', 'Договорились: отчёт по расхождениям отправляем каждый день до девяти утра.'],
  ['Павел Рид', 'Да, согласен.'],
  ['Ольга Стоун', 'Непонятно, кто принимает товар в ночную смену. Это пока открытый вопрос.'],
  ['Тимур Норд', 'Павел, подготовь план обучения для ночной смены к понедельнику.'],
  ['Павел Рид', 'Хорошо, сделаю.'],
  ['Анна Керн', 'Встретимся в следующий вторник в десять. Всем спасибо.'],
]

const lines: Record<Locale, readonly Line[]> = { en: english, ru: russian }

const clock = (seconds: number): string =>
  `00:${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`

const lineSeconds = 8

const longClock = (seconds: number): string =>
  `${String(Math.floor(seconds / 3_600)).padStart(2, '0')}:${clock(seconds % 3_600).slice(3)}`

/** As many utterances as asked for, each with its number, of two people in turn. */
export function longWebvtt(count: number): string {
  const cues = Array.from({ length: count }, (_, at) => {
    const speaker = at % 2 === 0 ? 'Anna Kern' : 'Paul Reed'
    const times = `${longClock(at * 2)}.000 --> ${longClock(at * 2 + 1)}.500`
    const words = at % 500 === 0 ? 'We have decided to start the pilot on Monday.' : 'We went on.'
    return `${times}\n<v ${speaker}>${words} This is number ${at + 1}.`
  })
  return `WEBVTT\n\n${cues.join('\n\n')}\n`
}

const smallTalk =
  'The lorry stood in the yard for an hour and the weather was what it always is in the north at this time of the year, grey and wet, with a little wind from the sea.'

/** A meeting in which each of these was decided, with other talk between them. */
export function decidedWebvtt(what: readonly string[]): string {
  const said = what.flatMap((words) => [
    `<v Anna Kern>We have decided to ${words}.`,
    '<v Paul Reed>Agreed.',
    ...Array.from({ length: 6 }, () => `<v Paul Reed>${smallTalk}`),
  ])
  const cues = said.map(
    (line, at) => `${longClock(at * 10)}.000 --> ${longClock(at * 10 + 7)}.000\n${line}`,
  )
  return `WEBVTT\n\n${cues.join('\n\n')}\n`
}

export const lineCount = english.length

/** A meeting of a few minutes as WebVTT (W3C), long enough that the transcript scrolls. */
export function webvtt(locale: Locale, spokenSeconds = lineSeconds - 1): string {
  const cues = lines[locale].map(([speaker, words], at) => {
    const start = at * lineSeconds
    return `${clock(start)}.000 --> ${clock(start + spokenSeconds)}.000\n<v ${speaker}>${words}`
  })
  return `WEBVTT\n\n${cues.join('\n\n')}\n`
}

/** The same as text, the way people paste it. */
export function plainText(locale: Locale): string {
  return lines[locale].map(([speaker, words]) => `${speaker}: ${words}`).join('\n')
}
