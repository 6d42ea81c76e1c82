import { expect, test } from 'bun:test'
import { readBuiltInPacks } from './built-in-packs.ts'

const RENDERERS = ['list', 'table', 'cards', 'timeline', 'key-value', 'prose', 'score']
const LEAST_SECTION_KINDS = 25

const packs = await readBuiltInPacks()
const sections = packs.flatMap((pack) => pack.sections)

test('the built-in packs use every renderer', () => {
  const missing = RENDERERS.filter((name) => sections.every(({ render }) => render !== name))
  expect(missing).toEqual([])
})

test('the built-in packs have many kinds of section', () => {
  const kinds = new Set(sections.map(({ name }) => name))
  expect(kinds.size).toBeGreaterThanOrEqual(LEAST_SECTION_KINDS)
})
