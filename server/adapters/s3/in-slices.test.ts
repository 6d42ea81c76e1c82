import { afterEach, expect, test } from 'bun:test'
import { createStorage, type ObjectStorage } from './index.ts'

let server: ReturnType<typeof Bun.serve> | undefined
let storage: ObjectStorage | undefined
afterEach(() => {
  storage?.close()
  return server?.stop(true)
})

const sha256 = (bytes: Uint8Array): string =>
  new Bun.CryptoHasher('sha256').update(bytes).digest('hex')

interface Arrived {
  bytes: Uint8Array
  pieces: number
  promised: string | null
}

/** A server that answers with these statuses in turn and records what arrived. */
function receive(...statuses: number[]): Arrived[] {
  const arrived: Arrived[] = []
  server = Bun.serve({
    port: 0,
    async fetch(request) {
      if (request.method !== 'PUT') return new Response(null, { status: 200 })
      const pieces: Uint8Array[] = []
      for await (const piece of request.body ?? []) pieces.push(piece)
      const promised = request.headers.get('x-amz-content-sha256')
      arrived.push({ bytes: Buffer.concat(pieces), pieces: pieces.length, promised })
      return new Response(null, { status: statuses.shift() ?? 200 })
    },
  })
  storage = createStorage({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'us-east-1',
    accessKeyId: 'id',
    secretAccessKey: 'secret',
    bucket: 'bucket',
  })
  return arrived
}

const large = crypto.getRandomValues(new Uint8Array(65_536)).toHex().repeat(60)
const bytes = new TextEncoder().encode(large)

test('sends a large object in full, signed with its hash, also on a retry', async () => {
  const arrived = receive(503, 200)
  await storage?.put('key', bytes, { contentType: 'text/plain' })
  expect(arrived.map((one) => sha256(one.bytes))).toEqual([sha256(bytes), sha256(bytes)])
  expect(arrived.map(({ promised }) => promised)).toEqual([sha256(bytes), sha256(bytes)])
})

test('keeps the event loop running while a large object is hashed and sent', async () => {
  const arrived = receive()
  const rounds: number[] = []
  let isDone = false
  const goRound = (): void => {
    rounds.push(1)
    if (!isDone) setImmediate(goRound)
  }
  goRound()
  await storage?.put('key', bytes, { contentType: 'text/plain' })
  isDone = true
  // At least one turn of the loop for each slice that was hashed.
  expect(rounds.length).toBeGreaterThan(bytes.byteLength / 262_144)
  expect(arrived).toHaveLength(1)
})

test('signs a small object with its hash as well', async () => {
  const arrived = receive()
  const small = bytes.subarray(0, 100)
  await storage?.put('key', small, { contentType: 'text/plain' })
  expect(arrived[0]?.promised).toBe(sha256(small))
  expect(sha256(arrived[0]?.bytes ?? new Uint8Array())).toBe(sha256(small))
})
