import { expect, test } from 'bun:test'
import { Backlog } from './backlog.ts'

/** Work that ends on demand. */
function piece(name: string, ended: string[]) {
  const gate = Promise.withResolvers<void>()
  const work = async () => {
    await gate.promise
    ended.push(name)
  }
  return { work, end: gate.resolve }
}

const isPending = async (promise: Promise<unknown>): Promise<boolean> =>
  (await Promise.race([promise.then(() => false), Bun.sleep(20).then(() => true)])) === true

test('completes work of one upload in order', async () => {
  const backlog = new Backlog(3)
  const ended: string[] = []
  const [first, second] = [piece('first', ended), piece('second', ended)]
  await backlog.add('upload', first.work)
  await backlog.add('upload', second.work)
  second.end()
  expect(await isPending(backlog.settled('upload'))).toBe(true)
  expect(ended).toEqual([])
  first.end()
  await backlog.settled('upload')
  expect(ended).toEqual(['first', 'second'])
})

test('accepts more once the oldest work is done, and another upload does not wait for it', async () => {
  const backlog = new Backlog(2)
  const ended: string[] = []
  const [a, b, c] = [piece('a', ended), piece('b', ended), piece('c', ended)]
  await backlog.add('upload', a.work)
  await backlog.add('upload', b.work)
  const third = backlog.add('upload', c.work)
  expect(await isPending(third)).toBe(true)
  const other = piece('other', ended)
  await backlog.add('another', other.work)
  other.end()
  await backlog.settled('another')
  a.end()
  await third
  expect(ended).toEqual(['other', 'a'])
  b.end()
  c.end()
  await backlog.allSettled()
  expect(ended).toEqual(['other', 'a', 'b', 'c'])
})

test('does not wait for work that is added while somebody waits', async () => {
  const backlog = new Backlog(2)
  const ended: string[] = []
  const [early, late] = [piece('early', ended), piece('late', ended)]
  await backlog.add('upload', early.work)
  const settled = backlog.settled('upload')
  await backlog.add('upload', late.work)
  early.end()
  await settled
  expect(ended).toEqual(['early'])
  late.end()
  await backlog.allSettled()
  expect(ended).toEqual(['early', 'late'])
})

test('is settled when there never was work', async () => {
  await new Backlog(1).settled('nothing')
  expect(await isPending(new Backlog(1).allSettled())).toBe(false)
})
