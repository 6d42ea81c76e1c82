import { describe, expect, test } from 'bun:test'
import { addressing, introductionsIn } from './introductions.ts'
import { type KnownSpeaker, suggestSpeakers } from './suggest-speakers.ts'

const unnamed = (...ids: number[]): KnownSpeaker[] =>
  ids.map((id) => ({ id, name: `Speaker ${id}`, unnamed: true }))
const people = (...names: string[]) => names.map((name) => ({ name, personId: null }))
const talk = (...lines: [speakerId: number | null, text: string][]) =>
  lines.map(([speakerId, text], at) => ({ ordinal: at + 1, speakerId, text }))

describe('how people say who they are', () => {
  test.each([
    ['Hello everybody, my name is Anna Kern and I lead the project.', 'Anna Kern'],
    ['Good morning, I’m Boris from finance.', 'Boris'],
    ["I'm Clara Diaz, the training lead.", 'Clara Diaz'],
    ['Hi, this is Tom speaking.', 'Tom'],
    ['Добрый день, меня зовут Анна Ковалёва.', 'Анна Ковалёва'],
    ['Коллеги, это Борис, всем привет.', 'Борис'],
    ['Я — Марина, отвечаю за склад.', 'Марина'],
    ['На связи Руслан Ахметов.', 'Руслан Ахметов'],
  ])('%s', (text, name) => {
    expect(introductionsIn(text).map((heard) => heard.name)).toContain(name)
  })

  test.each([
    'I am going to send it on Monday.',
    "I'm sure that this is fine.",
    'This is the plan for December.',
    'Это хороший вопрос.',
    'Я думаю, что это риск.',
    'My name is on the list.',
    'It is Monday, so we start.',
  ])('nobody: %s', (text) => {
    expect(introductionsIn(text)).toEqual([])
  })
})

describe('how people call each other', () => {
  test.each([
    ['Boris, what do you think?', 'Boris'],
    ['Can you take that, Boris?', 'Boris'],
    ['Good. So, Boris, the budget.', 'Boris'],
    ['Борис, что скажете?', 'Борис'],
    ['Возьмёте на себя, Борис?', 'Борис'],
  ])('%s', (text, name) => expect(addressing(name)(text)).toBe(true))

  test.each([
    ['I told Boris yesterday that it is late.', 'Boris'],
    ['Борис прислал отчёт вчера.', 'Борис'],
    ['A (very) odd text', '(very'],
  ])('not: %s', (text, name) => expect(addressing(name)(text)).toBe(false))
})

test('a self-introduction becomes the participant whose name it is', () => {
  const found = suggestSpeakers(
    talk([1, "Good morning, I'm Anna."], [2, 'Hello, my name is Tom Reed.']),
    unnamed(1, 2),
    [{ name: 'Anna Kern', personId: 'p1' }, ...people('Boris Wolf')],
  )
  expect(found.get(1)).toEqual([
    {
      name: 'Anna Kern',
      personId: 'p1',
      basis: 'self-introduction',
      segmentId: 1,
      quote: "Good morning, I'm Anna.",
    },
  ])
  // Who is on no list can still say who he is.
  expect(found.get(2)?.[0]).toMatchObject({ name: 'Tom Reed', basis: 'self-introduction' })
})

test('a single word that may be anything is no name of somebody unknown', () => {
  const found = suggestSpeakers(
    talk([1, "I'm Catholic, so no."], [1, 'Это Москва, поэтому дорого.']),
    unnamed(1),
    people('Anna Kern', 'Boris Wolf'),
  )
  expect(found.get(1)).toEqual([])
})

test('whoever answers right after a name was called may be its owner, the most often called first', () => {
  const found = suggestSpeakers(
    talk(
      [1, 'Clara, is that right?'],
      [2, 'No.'],
      [1, 'Boris, what do you think?'],
      [2, 'We have decided.'],
      [1, 'And the costs, Boris?'],
      [2, 'Open.'],
      [1, 'Boris, go on.'],
      [1, 'Or later.'],
    ),
    unnamed(1, 2),
    people('Boris Wolf', 'Clara Diaz'),
  )
  expect(found.get(2)?.map(({ name, basis, segmentId }) => [name, basis, segmentId])).toEqual([
    ['Boris Wolf', 'addressed', 3],
    ['Clara Diaz', 'addressed', 1],
  ])
  expect(found.get(1)).toEqual([])
})

test('the last participant is suggested for the last speaker, and nobody who is named already', () => {
  const speakers = [{ id: 1, name: 'Anna Kern', unnamed: false }, ...unnamed(2)]
  const found = suggestSpeakers(
    talk([1, 'Boris?'], [2, 'I am Anna, too.']),
    speakers,
    people('Anna Kern', 'Boris Wolf'),
  )
  expect(found.get(2)).toEqual([
    { name: 'Boris Wolf', personId: null, basis: 'only-one-left', segmentId: null, quote: null },
  ])
  expect(found.has(1)).toBe(false)
})

test('of a long meeting of many people, the three most likely are suggested', () => {
  const names = Array.from({ length: 200 }, (_, at) => `Person${at} Family${at}`)
  const lines = Array.from({ length: 4_500 }, (_, at): [number, string] => [
    (at % 12) + 1,
    `Person${at % 200}, ${'and then we look at the plan, which is long, '.repeat(4)}, right?`,
  ])
  const ids = Array.from({ length: 12 }, (_, at) => at + 1)
  const found = suggestSpeakers(talk(...lines), unnamed(...ids), people(...names))
  expect(found.get(1)).toHaveLength(3)
})
