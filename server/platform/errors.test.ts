import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { Glob } from 'bun'
import { notFound } from './errors.ts'

const root = join(import.meta.dir, '../..')

/** Each refusal, and each fault of a field, as it stands in the source. The type sees to it that none lacks Russian. */
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

/** Up to the bracket that closes the first one; the texts hold no unpaired brackets. */
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

test('every refusal that is written in English is written in Russian too', async () => {
  const calls = (await readCalls()).filter(({ call }) => call.startsWith('new '))
  expect(calls.length).toBeGreaterThan(150)
  expect(calls.filter(({ call }) => english.test(call) && !russian.test(lastPart(call)))).toEqual(
    [],
  )
})

/** What follows the faults and headers: the Russian sentence. */
const lastPart = (call: string): string => call.slice(call.lastIndexOf('},') + 1)

test('so is what is wrong with a single field', async () => {
  const faults = (await readCalls()).filter(({ call }) => /detail: ['`]/.test(call))
  const pointed = faults.filter(({ call }) => !call.startsWith('new '))
  expect(pointed.length).toBeGreaterThan(50)
  expect(pointed.filter(({ call }) => !call.includes('inRussian'))).toEqual([])
})

test('names what is missing in Russian with its gender', () => {
  expect(notFound('meeting').inRussian).toBe('Такой встречи нет, или она вам не видна.')
  expect(notFound('item').inRussian).toBe('Такого пункта нет, или он вам не виден.')
})
