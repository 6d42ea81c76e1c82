import { describe, expect, test } from 'bun:test'
import type { ModelFaultCode, SectionFaultCode } from '../../plugins/engine/index.ts'
import type { ImportReason, ImportWarningCode } from '../../plugins/importers/index.ts'
import type { ErrorCode } from '../../server/platform/errors.ts'
import type { LimitName } from '../../tenants/limits/limit-list.ts'
import { en } from './en/index.ts'
import type { plan } from './en/governing/plan.ts'
import type { failure } from './en/failure.ts'
import type { model } from './en/model.ts'
import type { sectionFaults } from './en/transcript/section-faults.ts'
import type { fault } from './en/fault.ts'
import type { imported } from './en/transcript/imported.ts'
import type { Locale } from '../../plugins/vocabulary.ts'
import { type Message, formatMessage } from './message.ts'
import { ru } from './ru/index.ts'

const byLocale: Record<Locale, Record<string, Message>> = { en, ru }
const dictionaries = Object.entries(byLocale)
const formsOf = (message: Message): string[] =>
  typeof message === 'string' ? [message] : Object.values(message)
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(String)

describe('the languages', () => {
  test.each(dictionaries)('%s has the same keys as the others', (_locale, messages) => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(en).sort())
  })

  test.each(dictionaries)('%s has no empty wording', (_locale, messages) => {
    const empty = Object.entries(messages).filter(([, message]) =>
      formsOf(message).some((form) => !form.trim()),
    )
    expect(empty).toEqual([])
  })

  test.each(dictionaries)('%s has every plural form of its language', (locale, messages) => {
    const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.sort()
    for (const [key, message] of Object.entries(messages)) {
      if (typeof message === 'string') continue
      expect([key, Object.keys(message).sort()]).toEqual([key, wanted])
    }
  })

  test.each(dictionaries)('%s fills in the same things as the others', (_locale, messages) => {
    for (const [key, message] of Object.entries(en)) {
      const wanted = new Set(formsOf(message).flatMap(placeholders))
      const given = new Set(formsOf(messages[key] ?? '').flatMap(placeholders))
      expect([key, [...given].sort()]).toEqual([key, [...wanted].sort()])
    }
  })

  test('Russian uses its own quotation marks and no exclamation marks', () => {
    for (const [key, message] of Object.entries(ru)) {
      for (const form of formsOf(message)) expect([key, /["“”!]/.test(form)]).toEqual([key, false])
    }
  })

  test('every expected failure has a message', () => {
    type Missing = Exclude<`failure.${ErrorCode}`, keyof typeof failure>
    const complete: [Missing] extends [never] ? true : Missing = true
    expect(complete).toBe(true)
  })

  test('every failure of a language model has a message, for runs and for sections', () => {
    type Reasons = `reason.${ModelFaultCode}` | `section.fault.${SectionFaultCode}`
    type Missing = Exclude<Reasons, keyof typeof model | keyof typeof sectionFaults>
    const complete: [Missing] extends [never] ? true : Missing = true
    expect(complete).toBe(true)
  })

  test('every limit has a message, and so has what happens beyond it', () => {
    type Missing = Exclude<`plan.${'limit' | 'at'}.${LimitName}`, keyof typeof plan>
    const complete: [Missing] extends [never] ? true : Missing = true
    expect(complete).toBe(true)
  })

  test('every warning of an import has a message', () => {
    type Missing = Exclude<`imported.${ImportWarningCode}`, keyof typeof imported>
    const complete: [Missing] extends [never] ? true : Missing = true
    expect(complete).toBe(true)
  })

  test('every reason to reject a file has a message', () => {
    type Missing = Exclude<`fault.${ImportReason}`, keyof typeof fault>
    const complete: [Missing] extends [never] ? true : Missing = true
    expect(complete).toBe(true)
  })
})

describe('formatMessage', () => {
  test('chooses the plural form', () => {
    const word = (count: number): string => formatMessage(ru['scenarios.sections'], 'ru', { count })
    expect([1, 2, 5, 11, 21, 22, 25, 1_000].map(word)).toEqual([
      '1 раздел',
      '2 раздела',
      '5 разделов',
      '11 разделов',
      '21 раздел',
      '22 раздела',
      '25 разделов',
      '1\u00a0000 разделов',
    ])
    expect(formatMessage(en['scenarios.sections'], 'en', { count: 1 })).toBe('1 section')
    expect(formatMessage(en['scenarios.sections'], 'en', { count: 0 })).toBe('0 sections')
  })

  test('keeps braces in inserted values', () => {
    expect(formatMessage('{title}', 'en', { title: '{name} $& {title}', name: 'x' })).toBe(
      '{name} $& {title}',
    )
    expect(formatMessage('{unknown}', 'en')).toBe('{unknown}')
  })
})
