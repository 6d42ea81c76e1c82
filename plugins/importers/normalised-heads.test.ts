import { expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'

const words = [
  'We start with the budget today.',
  'The numbers look fine to me.',
  'Then we send it on Friday.',
  'I will write the mail.',
] as const
const names = ['Anna Petrova', 'Boris'] as const
const times = [3, 12, 65, 3725] as const

const two = (value: number): string => String(value).padStart(2, '0')
const parts = (seconds: number): [number, number, number] => [
  Math.floor(seconds / 3600),
  Math.floor(seconds / 60) % 60,
  seconds % 60,
]
const long = (seconds: number): string => parts(seconds).map(two).join(':')

type Layout = (name: string, seconds: number, said: string, number: number) => string

type Row = [speaker: string | null, startMs: number | null, said: string]

const read = (text: string): Row[] => {
  const { segments } = parseTranscript(new TextEncoder().encode(text))
  return segments.map(({ speaker, startMs, text: said }): Row => [speaker, startMs, said])
}

const write = (layout: Layout): string =>
  words.map((said, at) => layout(names[at % 2] ?? '', times[at] ?? 0, said, at + 1)).join('\n')

const right = (areTimed: boolean, moreMs = 0): Row[] =>
  words.map((said, at) => [
    names[at % 2] ?? null,
    areTimed ? (times[at] ?? 0) * 1000 + moreMs : null,
    said,
  ])

const timed: [string, Layout][] = [
  ['a sign before the time', (name, at, said) => `${name} • ${long(at)}\n${said}\n`],
  ['a slash before the time', (name, at, said) => `${name} / ${long(at)}\n${said}\n`],
  ['seconds behind @', (name, at, said) => `${name} @ ${at}s\n${said}\n`],
  ['a word before the time', (name, at, said) => `${name} at ${long(at)}:\n${said}\n`],
  [
    'minutes and seconds as words in front',
    (name, at, said) => `${Math.floor(at / 60)} мин ${at % 60} сек ${name}\n${said}\n`,
  ],
  [
    'seconds with their unit, in columns',
    (name, at, said) => `${at}.00s - ${at + 2}.00s | ${name} | ${said}`,
  ],
  [
    'letters for hours, minutes and seconds',
    (name, at, said) => {
      const [h, m, s] = parts(at).map(two)
      return `[${h}h${m}m${s}s] ${name}: ${said}`
    },
  ],
  ['frames behind the seconds', (name, at, said) => `${long(at)}:12 ${name}: ${said}`],
  ['points between', (name, at, said) => `${long(at).replaceAll(':', '.')} ${name}: ${said}`],
  ['a time in front of >', (name, at, said) => `${long(at)} ${name} > ${said}`],
  ['T+', (name, at, said) => `T+${long(at)} ${name}: ${said}`],
  ['a time alone above a label', (name, at, said) => `${long(at)}\n${name}: ${said}\n`],
  ['Markdown, the time in italics', (name, at, said) => `**${name}** _${long(at)}_\n${said}\n`],
  ['Markdown headings', (name, at, said) => `### ${name} (${long(at)})\n${said}\n`],
  ['Markdown, the time as code', (name, at, said) => `\`${long(at)}\` **${name}**: ${said}`],
  [
    'Markdown, the time as a link',
    (name, at, said) => `[${long(at)}](https://rec.example/1?t=${at}) **${name}**: ${said}`,
  ],
  ['rules around', (name, at, said) => `=== ${name} === ${long(at)} ===\n${said}\n`],
  ['a counter', (name, at, said, number) => `#${number} ${long(at)} ${name}\n${said}\n`],
  ['a list with numbers', (name, at, said, number) => `${number}. [${long(at)}] ${name}: ${said}`],
  [
    'a time against the name',
    (name, at, said) => `[${two(Math.floor(at / 60))}:${two(at % 60)}]${name}: ${said}`,
  ],
  [
    'Arabic digits',
    (name, at, said) =>
      `${name} ${long(at).replace(/\d/g, (digit) => '٠١٢٣٤٥٦٧٨٩'[Number(digit)] ?? '')}\n${said}\n`,
  ],
  ['angle brackets around the time', (name, at, said) => `<${long(at)}> ${name}: ${said}`],
  ['braces around the time, behind', (name, at, said) => `${name} {${long(at)}}: ${said}`],
  ['bullets', (name, at, said) => `* [${long(at)}] ${name}: ${said}`],
  ['a picture of a clock', (name, at, said) => `🕐 ${long(at)} ${name}: ${said}`],
  ['a picture before each name', (name, at, said) => `🎤 ${name} [${long(at)}]\n${said}\n`],
  ['two colons between', (name, at, said) => `${long(at)} :: ${name} :: ${said}`],
  ['milliseconds', (name, at, said) => `[${at * 1000}ms] ${name}: ${said}`],
  ['a word behind the time', (name, at, said) => `${name} (${long(at)}) said: ${said}`],
  ['links of notes', (name, at, said) => `[[${name}]] (${long(at)}): ${said}`],
  ['tags', (name, at, said) => `<p><strong>${name}</strong> <em>${long(at)}</em>: ${said}</p>`],
  ['keys', (name, at, said) => `Time: ${long(at)}\nSpeaker: ${name}\nText: ${said}\n`],
  ['keys in Russian', (name, at, said) => `Слова: ${said}\nКто: ${name}\nКогда: ${long(at)}\n`],
  ['labels in a table', (name, at, said) => `${at}.000000\t${at + 1}.000000\t${name}: ${said}`],
  ['wide colons', (name, at, said) => `${name} ${long(at).replaceAll(':', '：')}\n${said}\n`],
]

test.each(timed)('a name and a time with %s', (_, layout) => {
  expect(read(write(layout))).toEqual(right(true))
})

test('a comma before the fraction, as nobody writes columns', () => {
  expect(read(write((name, at, said) => `${long(at)},250 ${name}: ${said}`))).toEqual(
    right(true, 250),
  )
})

test.each<[string, Layout]>([
  [
    'a date and a time behind',
    (name, at, said) => `${name} 2026-11-30 09${long(at).slice(2)}\n${said}\n`,
  ],
  [
    'a date and a time in front',
    (name, at, said) => `2026-11-30T09${long(at).slice(2)}Z ${name}: ${said}`,
  ],
  ['a day in brackets', (name, at, said) => `[30.11.26, 09${long(at).slice(2)}] ${name}: ${said}`],
])('%s are no part of the name', (_, layout) => {
  const shorter = (name: string, at: number, said: string, number: number) =>
    layout(name, Math.min(at, 120), said, number)
  expect(read(write(shorter)).map(([speaker]) => speaker)).toEqual(
    words.map((_said, at) => names[at % 2] ?? null),
  )
})

test.each<[string, Layout]>([
  ['angle brackets', (name, _, said) => `<${name}> ${said}`],
  ['braces', (name, _, said) => `{${name}} ${said}`],
  ['a greater-than sign behind', (name, _, said) => `${name} > ${said}`],
  ['tags around', (name, _, said) => `<b>${name}:</b> ${said}`],
  ['a line of their own above a paragraph', (name, _, said) => `${name.toUpperCase()}\n${said}\n`],
  ['numbers of turns', (name, _, said, number) => `${number}) ${name}: ${said}`],
  ['a heading above', (name, _, said) => `### ${name}\n\n${said}\n`],
])('names with %s', (_, layout) => {
  const found = read(write(layout))
  expect(found.map(([speaker, , said]) => [String(speaker).toUpperCase(), said])).toEqual(
    words.map((said, at) => [String(names[at % 2]).toUpperCase(), said]),
  )
})

test('names before quotes', () => {
  expect(
    read('田中「予算から。」\n佐藤「はい。」\n田中「金曜日に。」\n佐藤「書きます。」'),
  ).toEqual([
    ['田中', null, '予算から。'],
    ['佐藤', null, 'はい。'],
    ['田中', null, '金曜日に。'],
    ['佐藤', null, '書きます。'],
  ])
})

test('short lines that nobody is called by stay speech', () => {
  const text = 'yeah\nso we begin\n\nokay\nthat is fine\n\nyeah\nand we go on\n\nokay\nbye now\n'
  expect(new Set(read(text).map(([speaker]) => speaker))).toEqual(new Set([null]))
})

test('times and signs within speech stay', () => {
  const text =
    'Anna: 1.10.12 is out.\nBoris: a > b, **really**.\nAnna: 10.04.12 was the day.\nBoris: ok.'
  expect(read(text).map(([, , said]) => said)).toEqual([
    '1.10.12 is out.',
    'a > b, **really**.',
    '10.04.12 was the day.',
    'ok.',
  ])
})

test('what somebody says stays where it ends in a link', () => {
  const text =
    'Anna: Good morning.\nBoris: Hi.\nAnna: See https://docs.example/plan\nBoris: I see it.'
  expect(read(text)[2]).toEqual(['Anna', null, 'See https://docs.example/plan'])
})
