import { expect, test } from 'bun:test'
import { join } from 'node:path'
import * as vocabulary from './vocabulary.ts'

const root = join(import.meta.dir, '..')
const folders = '{db,server,plugins,tenants,web,ops}'
/** Tests may spell values out, and vendors' stand-ins speak the vendors' words. */
const excluded =
  /\.test\.tsx?$|\/test\/|\/testing\/|^web\/(?:e2e|dist)\/|^ops\/stand-ins\/|^plugins\/vocabulary\.ts$/

/** The lists by their values. */
const lists = new Map(
  Object.entries(vocabulary).flatMap(([name, values]) =>
    Array.isArray(values) ? [[values.map(String).toSorted().join('|'), name] as const] : [],
  ),
)

const literal = `'[a-zA-Z0-9_-]+'`
/** Unions, arrays and SQL lists of two or more literals. */
const enumerations = new RegExp(`${literal}(?:\\s*[|,]\\s*${literal})+`, 'g')

test('no list of the vocabulary is written out a second time', async () => {
  const copies: string[] = []
  for await (const file of new Bun.Glob(`${folders}/**/*.{ts,tsx}`).scan(root)) {
    if (excluded.test(file)) continue
    const source = await Bun.file(join(root, file)).text()
    for (const { 0: text } of source.matchAll(enumerations)) {
      const values = text.match(new RegExp(literal, 'g')) ?? []
      const name = lists.get(
        values
          .map((value) => value.slice(1, -1))
          .toSorted()
          .join('|'),
      )
      if (name !== undefined) copies.push(`${file}: ${name}`)
    }
  }
  expect(copies).toEqual([])
})
