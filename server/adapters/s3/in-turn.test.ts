import { afterAll, expect, setDefaultTimeout, test } from 'bun:test'
import { eventually } from '../../../ops/test/installation.ts'
import { createStorage } from './index.ts'

setDefaultTimeout(60_000)

// A storage that accepts everything; requests of one organisation wait until they are released.
const release = Promise.withResolvers<void>()
let held = 0
const server = Bun.serve({
  port: 0,
  idleTimeout: 0,
  async fetch(request) {
    if (request.method === 'PUT' && request.url.includes('tenants/a/')) {
      held++
      await release.promise
    }
    return new Response(null, { status: 200 })
  },
})
const storage = createStorage({
  endpoint: server.url.origin,
  region: 'us-east-1',
  accessKeyId: 'id',
  secretAccessKey: 'secret',
  bucket: 'bucket',
})
afterAll(() => {
  storage.close()
  return server.stop(true)
})

test('stores files of one organisation however many of another one are being sent', async () => {
  const put = (key: string) => storage.put(key, new Uint8Array(10), { contentType: 'text/plain' })
  const flood = Promise.all(Array.from({ length: 120 }, (_, at) => put(`tenants/a/${at}`)))
  await eventually(async () => held === 24)
  await Promise.all(Array.from({ length: 10 }, (_, at) => put(`tenants/b/${at}`)))
  expect(held).toBe(24)
  release.resolve()
  await flood
  expect(held).toBe(120)
})
