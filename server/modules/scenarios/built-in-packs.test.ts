import { expect, test } from 'bun:test'
import { readBuiltInPacks } from './built-in-packs.ts'

test('every built-in pack is valid, in order, and read once', async () => {
  const packs = await readBuiltInPacks()
  expect(packs.map(({ manifest }) => manifest.id)).toContain('general-minutes')
  const names = packs.map(({ manifest }) => `${manifest.id}@${manifest.version}`)
  expect(names).toEqual(names.toSorted())
  expect(await readBuiltInPacks()).toBe(packs)
})

test('every built-in pack has at least three fixtures', async () => {
  for (const { manifest, files } of await readBuiltInPacks()) {
    const fixtures = Object.keys(files).filter((path) => path.startsWith('fixtures/'))
    expect(`${manifest.id} ${fixtures.length >= 3}`).toBe(`${manifest.id} true`)
  }
})
