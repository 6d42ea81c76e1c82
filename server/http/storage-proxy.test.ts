import { afterAll, afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../ops/test/installation.ts'
import type { TenantSummary } from '../../db/lookup.ts'
import { AppError } from '../platform/errors.ts'
import { createStorageProxy } from './storage-proxy.ts'

setDefaultTimeout(60_000)

// A storage with endless recordings and short notes.
let open = 0
let begun = 0
const handovers = mkdtempSync(join(tmpdir(), 'aam-storage-proxy-'))
const storage = Bun.serve({
  port: 0,
  idleTimeout: 0,
  fetch(request) {
    if (request.url.endsWith('note')) return new Response('short')
    if (request.url.includes('/_handover/')) {
      if (request.url.endsWith('/_handover/')) begun++
      const name = `${begun}`
      return Response.json({ name, path: join(handovers, name) }, { status: 201 })
    }
    request.signal.addEventListener('abort', () => open--, { once: true })
    open++
    return new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(new Uint8Array(1_000)),
        pull: () => new Promise(() => undefined),
      }),
    )
  },
})
const pass = createStorageProxy(
  {
    endpoint: storage.url.origin,
    bucket: 'aam',
    whileAnswering: (work) => work(new AbortController().signal),
  },
  {
    tenantBaseDomain: 'localhost',
    findTenant: async (slug): Promise<TenantSummary> => ({
      id: slug,
      slug,
      name: slug,
      status: 'active',
      locale: 'en',
      timeZone: 'UTC',
      defaultScenario: null,
      accent: null,
      logoHash: null,
      joinsByDomain: false,
    }),
  },
)
const api = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  idleTimeout: 0,
  fetch: (request) =>
    pass(request).catch(
      (error: unknown) =>
        new Response(error instanceof AppError ? error.detail : String(error), { status: 503 }),
    ),
})

const sockets: Socket[] = []
const closeSockets = (): void => {
  for (const socket of sockets.splice(0)) socket.destroy()
}
afterEach(closeSockets)
afterAll(() => Promise.all([api.stop(true), storage.stop(true)]))

/** Starts to send a part and stops after its first bytes. */
function sendSlowly(tenant: string): { received: string } {
  const sent = ask(tenant, 'part', 'PUT', 'content-length: 1000\r\n')
  sockets.at(-1)?.write('begun')
  return sent
}

/** Requests a file over a connection of its own; `received` grows with the response. */
function ask(tenant: string, file: string, method = 'GET', headers = ''): { received: string } {
  const socket = connect(api.port ?? 0, '127.0.0.1')
  const answer = { received: '' }
  sockets.push(socket)
  socket.on('data', (data) => (answer.received += data.toString('latin1')))
  socket.on('error', () => undefined)
  socket.write(
    `${method} /_s3/aam/tenants/${tenant}/${file} HTTP/1.1\r\nhost: ${tenant}.localhost\r\n${headers}\r\n`,
  )
  return answer
}

test('serves another organisation while one keeps many recordings open', async () => {
  const flood = Array.from({ length: 300 }, () => ask('a', 'recording'))
  await eventually(async () => open === 96)
  const note = ask('b', 'note')
  await eventually(async () => note.received.includes('short'))
  const recording = ask('b', 'recording')
  await eventually(async () => recording.received.includes('200 OK'))
  expect(open).toBe(97)
  expect(flood.filter(({ received }) => received.includes('200 OK'))).toHaveLength(96)
})

test('accepts another organisation’s parts while one sends many slowly', async () => {
  for (let at = 0; at < 200; at++) sendSlowly('e')
  await eventually(async () => begun === 96)
  await Bun.sleep(50)
  expect(begun).toBe(96)
  sendSlowly('f')
  await eventually(async () => begun === 97)
})

test('frees the slot of a client that disconnects', async () => {
  for (let at = 0; at < 96; at++) ask('c', 'recording')
  await eventually(async () => open === 96)
  const waiting = ask('c', 'note')
  expect(waiting.received).toBe('')
  const [first] = sockets
  first?.destroy()
  await eventually(async () => waiting.received.includes('short'))
  closeSockets()
  await eventually(async () => open === 0)
})

test('frees the slot of a file that was read to its end', async () => {
  for (let at = 0; at < 100; at++) {
    const note = ask('d', 'note')
    await eventually(async () => note.received.includes('short'))
  }
  const waiting = ask('d', 'recording')
  await eventually(async () => waiting.received.includes('200 OK'))
})
