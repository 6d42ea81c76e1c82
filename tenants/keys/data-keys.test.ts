import { afterEach, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { hkdfSync, randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encrypt } from './cipher.ts'
import { createKeyChanges } from './change-keys.ts'
import { createDataKeys, SealBroken } from './data-keys.ts'
import { createFileKeyStore } from './file-key-store.ts'

// Bun's default of five seconds is too short on a busy machine.
setDefaultTimeout(60_000)

const masterKey = 'a master key of thirty-two or more'
const [one, two] = [crypto.randomUUID(), crypto.randomUUID()]
const secret = new TextEncoder().encode('what was said in the meeting')

let folder: string
beforeEach(() => (folder = join(mkdtempSync(join(tmpdir(), 'aam-keys-')), 'keys')))
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

const open = (key = masterKey) => createDataKeys(createFileKeyStore(folder), key)

test('opens sealed data in another process with the same master key, and not without it', async () => {
  const sealed = await open().seal(one, 'a/b', secret)
  expect(Buffer.from(sealed).includes(Buffer.from(secret))).toBe(false)
  expect(new Uint8Array(await open().open(one, 'a/b', sealed))).toEqual(secret)
  const again = await open().seal(one, 'a/b', secret)
  expect(Buffer.from(again).equals(Buffer.from(sealed))).toBe(false)
})

test('creates exactly one key when the first seal runs beside an open that finds none', async () => {
  const keys = open()
  const early = keys.open(one, 'a/b', secret).catch((error: unknown) => error)
  const sealed = await Promise.all([keys.seal(one, 'a/b', secret), keys.seal(one, 'a/c', secret)])
  expect(await early).toBeInstanceOf(SealBroken)
  expect(new Uint8Array(await open().open(one, 'a/b', sealed[0]))).toEqual(secret)
  expect(new Uint8Array(await open().open(one, 'a/c', sealed[1]))).toEqual(secret)
})

test('rejects another tenant, place or master key, and any changed bit', async () => {
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

test('processes that create a key concurrently agree on one', async () => {
  const sealed = await Promise.all(Array.from({ length: 12 }, () => open().seal(one, 'x', secret)))
  expect(readdirSync(folder)).toHaveLength(1)
  for (const bytes of sealed) {
    expect(new Uint8Array(await open().open(one, 'x', bytes))).toEqual(secret)
  }
})

test('stores wrapped keys in files readable by their owner only, and never outside the folder', async () => {
  await open().seal(one, 'x', secret)
  const file = join(folder, `${one}.json`)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: object[] }
  expect(keys.map((key) => Object.keys(key))).toEqual([['nonce', 'wrapped', 'createdAt']])
  expect(open().seal('../../etc/passwd', 'x', secret)).rejects.toThrow(RangeError)
})

test('opens nothing once the key is deleted', async () => {
  const sealed = await open().seal(one, 'x', secret)
  rmSync(folder, { recursive: true })
  expect(open().open(one, 'x', sealed)).rejects.toThrow(SealBroken)
})

const nextMasterKey = 'the master key that comes after it!!'
const store = () => createFileKeyStore(folder)

test('unwraps with both master keys during a change, and with the new one afterwards', async () => {
  const sealed = await open().seal(one, 'x', secret)
  const both = createDataKeys(store(), nextMasterKey, { previousMasterKey: masterKey })
  expect(new Uint8Array(await both.open(one, 'x', sealed))).toEqual(secret)
  const alone = () => createDataKeys(store(), nextMasterKey)
  expect(alone().open(one, 'x', sealed)).rejects.toThrow(SealBroken)
  const changes = createKeyChanges(store(), nextMasterKey, masterKey)
  expect(await changes.rewrap(one)).toEqual({ keys: 1, wasPrevious: 1 })
  expect(await changes.rewrap(one)).toEqual({ keys: 1, wasPrevious: 0 })
  expect(new Uint8Array(await alone().open(one, 'x', sealed))).toEqual(secret)
  expect(open().open(one, 'x', sealed)).rejects.toThrow(SealBroken)
  expect(readdirSync(folder)).toHaveLength(1)
})

test('seals with a new data key at once and keeps old ones until a day after they are emptied', async () => {
  const changes = createKeyChanges(store(), masterKey, null)
  expect(await changes.rotate(one)).toBeNull()
  const keys = createDataKeys(store(), masterKey, { cacheMs: 0 })
  const old = await keys.seal(one, 'x', secret)
  expect(await changes.rotate(one)).toMatchObject({ isNew: true })
  // An interrupted rotation is continued, without a third key.
  expect(await changes.rotate(one)).toMatchObject({ isNew: false })
  const fresh = await keys.seal(one, 'x', secret)
  expect([await keys.isCurrent(one, old), await keys.isCurrent(one, fresh)]).toEqual([false, true])
  for (const sealed of [old, fresh]) {
    expect(new Uint8Array(await keys.open(one, 'x', sealed))).toEqual(secret)
  }
  const inADay = new Date(Date.now() + 1_000)
  expect(await changes.deleteEmptied(one, inADay)).toBe(0)
  expect(await changes.markEmptied(one)).toBe(1)
  expect(await changes.deleteEmptied(one, new Date(Date.now() - 60_000))).toBe(0)
  expect(await changes.deleteEmptied(one, inADay)).toBe(1)
  expect(keys.open(one, 'x', old)).rejects.toThrow(SealBroken)
  expect(new Uint8Array(await keys.open(one, 'x', fresh))).toEqual(secret)
})

test('a process with a cached old key opens data of the new key, and uses it once the cache expires', async () => {
  const knowing = createDataKeys(store(), masterKey, { cacheMs: 200 })
  await knowing.seal(one, 'x', secret)
  await createKeyChanges(store(), masterKey, null).rotate(one)
  const fresh = await open().seal(one, 'x', secret)
  expect(new Uint8Array(await knowing.open(one, 'x', fresh))).toEqual(secret)
  for (let isCurrent = false; !isCurrent; await Bun.sleep(20)) {
    isCurrent = await open().isCurrent(one, await knowing.seal(one, 'x', secret))
  }
})

test('reads keys and seals from the version with one key per tenant', async () => {
  const wrapping = Buffer.from(hkdfSync('sha256', masterKey, '', 'aam/data-keys', 32))
  const key = randomBytes(32)
  const { nonce, sealed: wrapped } = encrypt(wrapping, key, Buffer.from(`${one}\ndata-key`))
  const stored = {
    version: 1,
    nonce: nonce.toString('base64'),
    wrapped: wrapped.toString('base64'),
  }
  mkdirSync(folder, { mode: 0o700 })
  writeFileSync(join(folder, `${one}.json`), JSON.stringify({ ...stored, createdAt: '2026-01-01' }))
  const { nonce: at, sealed } = encrypt(key, secret, Buffer.from(`${one}\na/b`))
  const old = Buffer.concat([Buffer.from([1]), at, sealed])
  expect(new Uint8Array(await open().open(one, 'a/b', old))).toEqual(secret)
  await createKeyChanges(store(), masterKey, null).rotate(one)
  expect(new Uint8Array(await open().open(one, 'a/b', old))).toEqual(secret)
  expect(await open().isCurrent(one, old)).toBe(false)
})
