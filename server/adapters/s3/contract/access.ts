import { beforeAll, expect, test } from 'bun:test'
import { type Access, type Context, failure, opened, plain, storageCode, text } from './context.ts'
import { createStorage } from '../index.ts'

export function authenticationCases(context: Context): void {
  const strangers: [string, Partial<Access>][] = [
    ['a wrong secret', { secretAccessKey: 'not-the-secret' }],
    ['an unknown key', { accessKeyId: 'nobody:nowhere' }],
  ]
  test.each(strangers)('refuses %s without repeating it', async (_, change) => {
    const { access, at } = opened(context)
    const stranger = createStorage({ ...access, ...change })
    const refused: unknown[] = [
      await failure(stranger.put(at('stranger'), text('x'), plain)),
      await failure(stranger.get(at('stranger'))),
      await failure(stranger.head(at('stranger'))),
      await failure(stranger.ping()),
    ]
    stranger.close()
    for (const error of refused) {
      expect(error).toMatchObject({ name: 'StorageError', code: 'denied', retryable: false })
      const shown = `${String(error)} ${JSON.stringify(error)} ${Bun.inspect(error)}`
      expect(shown).not.toContain(change.secretAccessKey ?? access.secretAccessKey)
    }
  })

  test('refuses a request without a signature', async () => {
    const { access, storage, at } = opened(context)
    await storage.put(at('private'), text('private'), plain)
    const address = `${access.endpoint}/${access.bucket}/${at('private')}`
    for (const method of ['GET', 'PUT', 'POST', 'DELETE']) {
      expect((await fetch(address, { method })).ok).toBe(false)
    }
    expect(await storage.get(at('private'))).toEqual(text('private'))
  })

  test('distinguishes a missing bucket from a missing object', async () => {
    const { access, storage, at } = opened(context)
    await storage.ping()
    await storage.ensureBucket()
    const elsewhere = createStorage({ ...access, bucket: 'aam-not-there' })
    expect(await storageCode(elsewhere.ping())).toBe('bucket_missing')
    expect(await storageCode(elsewhere.get(at('x')))).toBe('bucket_missing')
    elsewhere.close()
  })

  test('reports an unavailable server as retryable', async () => {
    const { access, at } = opened(context)
    const away = createStorage({ ...access, endpoint: 'http://127.0.0.1:9' })
    expect(await failure(away.get(at('x')))).toMatchObject({ code: 'unavailable', retryable: true })
    away.close()
  })
}

export function signedCases(context: Context): void {
  const key = 'signed/запись + 1.txt'
  beforeAll(async () => {
    const { storage, at } = opened(context)
    await storage.put(at(key), text('signed content'), plain)
    await storage.put(at('signed/other.txt'), text('other'), plain)
  })

  test('reads one key without credentials, whole and in part', async () => {
    const { storage, at } = opened(context)
    const address = await storage.signGet(at(key), 60)
    const whole = await fetch(address)
    expect([whole.status, await whole.text()]).toEqual([200, 'signed content'])
    const part = await fetch(address, { headers: { range: 'bytes=0-5' } })
    expect([part.status, await part.text()]).toEqual([206, 'signed'])
  })

  test('sets the file name of a download', async () => {
    const { storage, at } = opened(context)
    const address = await storage.signGet(at(key), 60, { downloadName: 'Запись 1.txt' })
    const disposition = (await fetch(address)).headers.get('content-disposition')
    expect(disposition).toContain(`filename*=UTF-8''${encodeURIComponent('Запись 1.txt')}`)
  })

  test('allows nothing else: no other key, method, time or parameter', async () => {
    const { storage, at } = opened(context)
    const address = await storage.signGet(at(key), 60)
    const other = address.replace(/signed\/[^?]+/, 'signed/other.txt')
    expect(other).not.toBe(address)
    expect((await fetch(other)).status).toBe(403)
    expect((await fetch(address, { method: 'PUT', body: 'x' })).status).toBe(403)
    expect((await fetch(address, { method: 'DELETE' })).status).toBe(403)
    expect((await fetch(address.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'))).status).toBe(403)
    expect((await fetch(`${address}&response-content-type=text%2Fhtml`)).status).toBe(403)
    expect(await storage.get(at(key))).toEqual(text('signed content'))
  })

  test('expires', async () => {
    const { storage, at } = opened(context)
    const address = await storage.signGet(at(key), 1)
    let status = 200
    while (status === 200) {
      await Bun.sleep(100)
      status = (await fetch(address)).status
    }
    expect(status).toBe(403)
  })

  test('is never signed for longer than 15 minutes', async () => {
    const { storage, at } = opened(context)
    expect(await storageCode(storage.signGet(at(key), 901))).toBe('invalid')
    expect(await storageCode(storage.signGet(at(key), 0))).toBe('invalid')
  })
}
