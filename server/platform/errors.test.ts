import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { Glob } from 'bun'
import { notFound } from './errors.ts'

const root = join(import.meta.dir, '../..')

/** Each error and field fault in the source. The types ensure that each has a Russian text. */
async function readCalls(): Promise<{ at: string; call: string }[]> {
  const calls: { at: string; call: string }[] = []
  for (const folder of ['server', 'tenants', 'db']) {
    for await (const name of new Glob(`${folder}/**/*.ts`).scan({ cwd: root })) {
      if (name.includes('.test.')) continue
      const text = await Bun.file(join(root, name)).text()
      for (const { index } of text.matchAll(/new AppError\(|[{ ]pointer[:,]/g)) {
        const line = text.slice(0, index).split('\n').length
        calls.push({ at: `${name}:${line}`, call: untilClosed(text.slice(index)) })
      }
    }
  }
  return calls
}

/** Returns the text up to the bracket that closes the first one; the texts contain no unpaired brackets. */
function untilClosed(text: string): string {
  let depth = text.startsWith('new ') ? 0 : 1
  for (let at = text.startsWith('{') ? 1 : 0; at < text.length; at++) {
    if ('([{'.includes(text[at] ?? '')) depth++
    if (')]}'.includes(text[at] ?? '') && --depth === 0) return text.slice(0, at + 1)
  }
  return text
}

const english = /(['`])[A-Za-z$][^'`]* [^'`]*\1/
const russian = /[а-яё]|\.ru\b/i

test('every error with an English text has a Russian one', async () => {
  const calls = (await readCalls()).filter(({ call }) => call.startsWith('new '))
  expect(calls.length).toBeGreaterThan(150)
  expect(calls.filter(({ call }) => english.test(call) && !russian.test(lastPart(call)))).toEqual(
    [],
  )
})

/** Returns the Russian sentence, which follows the faults and headers. */
const lastPart = (call: string): string => call.slice(call.lastIndexOf('},') + 1)

test('every field fault has a Russian text', async () => {
  const faults = (await readCalls()).filter(({ call }) => /detail: ['`]/.test(call))
  const pointed = faults.filter(({ call }) => !call.startsWith('new '))
  expect(pointed.length).toBeGreaterThan(50)
  expect(pointed.filter(({ call }) => !call.includes('inRussian'))).toEqual([])
})

test('names a missing resource in Russian with the right gender', () => {
  expect(notFound('meeting').inRussian).toBe('Такой встречи нет, или она вам не видна.')
  expect(notFound('item').inRussian).toBe('Такого пункта нет, или он вам не виден.')
})
