import { expect, test } from 'bun:test'
import { samplePackFiles } from '../testing/sample-pack.ts'
import { packSizeBytes } from './files.ts'
import { loadPack } from './load-pack.ts'
import { createPackCache } from './pack-cache.ts'

const packs = Array.from({ length: 4 }, (_, at) =>
  loadPack(samplePackFiles({ en: { note: `Note ${at}` } })),
)
const [a, b, c, d] = packs as [
  (typeof packs)[0],
  (typeof packs)[0],
  (typeof packs)[0],
  (typeof packs)[0],
]

/** Which packs have to be loaded when they are asked for in that order. */
async function loadsOf(cache: ReturnType<typeof createPackCache>, asked: typeof packs) {
  const loaded: string[] = []
  for (const pack of asked) {
    const got = await cache.get(pack.hash, () => {
      loaded.push(pack.hash)
      return pack
    })
    expect(got).toBe(pack)
  }
  return loaded
}
const hashes = (...of: typeof packs) => of.map(({ hash }) => hash)

test('what was used last is kept', async () => {
  const cache = createPackCache({ maxPacks: 2 })
  expect(await loadsOf(cache, [a, b, a, c, a, b])).toEqual(hashes(a, b, c, b))
  expect(cache.size).toBe(2)
})

test('the size counts, and one pack is kept whatever its size', async () => {
  const own = packSizeBytes(a.files) * 4
  const cache = createPackCache({ maxBytes: own * 2.5 })
  expect(await loadsOf(cache, [a, b, c, d, c, a])).toEqual(hashes(a, b, c, d, a))
  expect(cache.size).toBe(2)
  expect(cache.sizeBytes).toBeLessThanOrEqual(own * 2.5)
  const tiny = createPackCache({ maxBytes: 1 })
  expect(await loadsOf(tiny, [a, a, b])).toEqual(hashes(a, b))
})

test('however many ask at a time, a pack is loaded once', async () => {
  const cache = createPackCache()
  let loads = 0
  const load = async () => {
    loads++
    await Promise.resolve()
    return a
  }
  const got = await Promise.all(Array.from({ length: 20 }, () => cache.get(a.hash, load)))
  expect(new Set(got).size).toBe(1)
  expect(loads).toBe(1)
})

test('a failure is not kept, nor a pack under a hash that is not its own', async () => {
  const cache = createPackCache()
  await expect(cache.get(a.hash, () => Promise.reject(new RangeError('away')))).rejects.toThrow(
    'away',
  )
  await expect(cache.get(a.hash, () => b)).rejects.toThrow('not')
  expect(await loadsOf(cache, [a])).toEqual([a.hash])
})

test('one with many packs pushes out its own, and not those of others', async () => {
  const cache = createPackCache({ maxPacks: 3 })
  const loaded: string[] = []
  const use = (pack: (typeof packs)[0], owner: string) =>
    cache.get(
      pack.hash,
      () => {
        loaded.push(pack.hash)
        return pack
      },
      owner,
    )
  await use(a, 'small')
  for (const pack of [b, c, d]) await use(pack, 'large')
  await use(a, 'small')
  expect(loaded).toEqual(hashes(a, b, c, d))
  expect(cache.find(b.hash)).toBeUndefined()
})
