import { expect, test } from 'bun:test'
import { en as letters } from '../../../../server/modules/mail/messages/en.ts'
import { en } from '../../../i18n/en/index.ts'
import { ru } from '../../../i18n/ru/index.ts'

test('names every kind of e-mail in both languages', () => {
  const named = Object.keys(letters).map((kind) => `mail.kind.${kind}`)
  expect(named.filter((key) => !Object.hasOwn(en, key))).toEqual([])
  expect(named.filter((key) => !Object.hasOwn(ru, key))).toEqual([])
})
