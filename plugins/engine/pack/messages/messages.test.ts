import { expect, test } from 'bun:test'
import { en } from './en.ts'
import { fillTemplate, formatProblem } from './format-problem.ts'
import { ru } from './ru.ts'

const names = (template: string) =>
  [...template.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name]) => name)
const codes = Object.keys(en) as (keyof typeof en)[]

test('every problem has a message in both languages, with the same parameters', () => {
  expect(Object.keys(ru).toSorted()).toEqual(codes.toSorted())
  for (const code of codes) {
    for (const part of ['reason', 'remedy'] as const) {
      const [english, russian] = [en[code][part], ru[code][part]]
      expect(`${code}: ${/[a-z]{3}/i.test(english)}`).toBe(`${code}: true`)
      expect(`${code}: ${/[а-яё]{3}/i.test(russian)}`).toBe(`${code}: true`)
      expect(`${code}: ${/[а-яё]/i.test(english)}`).toBe(`${code}: false`)
      // Authors know a fixture as a test case; only its folder is called `fixtures/`.
      expect(`${code}: ${english.replaceAll('fixtures/', '')}`).not.toMatch(/: .*fixture/i)
      const shared = (template: string) => [...new Set(names(template))].toSorted()
      expect({ code, names: shared(russian) }).toEqual({ code, names: shared(english) })
    }
  }
})

test('fills in parameters, cuts long ones and never reads them from a prototype', () => {
  expect(formatProblem('ru', 'step-twice', { step: 'all' }).reason).toBe('Два шага называются all.')
  expect(fillTemplate('{a} {toString}', { a: 1 })).toBe('1 {toString}')
  expect(fillTemplate('{a}', { a: 'x'.repeat(1_000) })).toHaveLength(300)
})
