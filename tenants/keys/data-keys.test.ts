import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDataKeys, SealBroken } from './data-keys.ts'
import { createFileKeyStore } from './file-key-store.ts'

// A busy machine needs longer than Bun's five seconds.
setDefaultTimeout(60_000)

const masterKey = 'a master key of thirty-two or more'
const [one, two] = [crypto.randomUUID(), crypto.randomUUID()]
const secret = new TextEncoder().encode('what was said in the meeting')

let folder: string
beforeEach(() => (folder = join(mkdtempSync(join(tmpdir(), 'aam-keys-')), 'keys')))
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const open = (key = masterKey) => createDataKeys(createFileKeyStore(folder), key)

test('what was sealed is opened by another process with the same master key, and is not readable without', async () => {
  const sealed = await open().seal(one, 'a/b', secret)
  expect(Buffer.from(sealed).includes(Buffer.from(secret))).toBe(false)
  expect(new Uint8Array(await open().open(one, 'a/b', sealed))).toEqual(secret)
  const again = await open().seal(one, 'a/b', secret)
  expect(Buffer.from(again).equals(Buffer.from(sealed))).toBe(false)
})

test('a first seal beside an open that finds no key makes one, and one only', async () => {
  const keys = open()
  const early = keys.open(one, 'a/b', secret).catch((error: unknown) => error)
  const sealed = await Promise.all([keys.seal(one, 'a/b', secret), keys.seal(one, 'a/c', secret)])
  expect(await early).toBeInstanceOf(SealBroken)
  expect(new Uint8Array(await open().open(one, 'a/b', sealed[0]))).toEqual(secret)
  expect(new Uint8Array(await open().open(one, 'a/c', sealed[1]))).toEqual(secret)
})

test('another tenant, place or master key, and any changed bit, break the seal', async () => {
  const keys = open()
  const sealed = await keys.seal(one, 'a/b', secret)
  await keys.seal(two, 'a/b', secret)
  const broken = async (work: Promise<unknown>) => expect(work).rejects.toThrow(SealBroken)
  await broken(keys.open(two, 'a/b', sealed))
  await broken(keys.open(one, 'a/c', sealed))
  await broken(open('another key of thirty-two or more..').open(one, 'a/b', sealed))
  for (const at of [0, 5, 20, sealed.length - 1]) {
    const changed = Uint8Array.from(sealed)
    changed[at] = (changed[at] ?? 0) ^ 1
    await broken(keys.open(one, 'a/b', changed))
  }
  await broken(keys.open(one, 'a/b', sealed.subarray(0, 10)))
  await broken(open().open(crypto.randomUUID(), 'a/b', sealed))
})

test('processes that make a key at the same time agree on one', async () => {
  const sealed = await Promise.all(Array.from({ length: 12 }, () => open().seal(one, 'x', secret)))
  expect(readdirSync(folder)).toHaveLength(1)
  for (const bytes of sealed) {
    expect(new Uint8Array(await open().open(one, 'x', bytes))).toEqual(secret)
  }
})

test('keys are files of their owner alone, wrapped, and never outside the folder', async () => {
  await open().seal(one, 'x', secret)
  const file = join(folder, `${one}.json`)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object)).toEqual([
    'version',
    'nonce',
    'wrapped',
    'createdAt',
  ])
  expect(open().seal('../../etc/passwd', 'x', secret)).rejects.toThrow(RangeError)
})

test('once the key is gone, nothing opens any more', async () => {
  const sealed = await open().seal(one, 'x', secret)
  rmSync(folder, { recursive: true })
  expect(open().open(one, 'x', sealed)).rejects.toThrow(SealBroken)
})
