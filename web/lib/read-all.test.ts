import { expect, test } from 'bun:test'
import { type PagePlace, readAll } from './read-all.ts'

test('reads a list of several pages to its end, in order', async () => {
  const asked: PagePlace[] = []
  const pages = [['a', 'b'], ['c'], ['d']]
  const { data } = await readAll((place) => {
    asked.push(place)
    const at = Number(place.cursor ?? 0)
    return Promise.resolve({
      data: pages[at] ?? [],
      nextCursor: at + 1 < pages.length ? String(at + 1) : null,
    })
  })
  expect(data).toEqual(['a', 'b', 'c', 'd'])
  expect(asked).toEqual([{ limit: 100 }, { limit: 100, cursor: '1' }, { limit: 100, cursor: '2' }])
})

test('stops after twenty pages of a list that never ends', async () => {
  const { data } = await readAll(() => Promise.resolve({ data: [1], nextCursor: 'on' }))
  expect(data).toHaveLength(20)
})
