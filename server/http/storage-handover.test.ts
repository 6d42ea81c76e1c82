import { afterAll, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../ops/test/installation.ts'
import { AppError } from '../platform/errors.ts'
import { handOverBody } from './storage-handover.ts'

// A storage that names the file it is told to and says what it was asked; the real one has tests of its own.
const folder = mkdtempSync(join(tmpdir(), 'aam-handover-'))
const usual = join(folder, 'waiting')
let path = usual
let asked: string[] = []
const storage = Bun.serve({
  port: 0,
  fetch(request) {
    const name = new URL(request.url).pathname.slice('/_handover/'.length)
    asked.push(`${request.method} ${name}`)
    return name === ''
      ? Response.json({ name: 'waiting', path }, { status: 201 })
      : new Response('taken')
  },
})
const whileAnswering = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
  work(new AbortController().signal)
let failures: unknown[] = []
const receiver = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    const head = { method: 'PUT', target: '/', headers: new Headers() }
    try {
      return await handOverBody({ endpoint: storage.url.origin, whileAnswering }, head, request)
    } catch (error) {
      failures.push(error)
      return new Response('failed', { status: 503 })
    }
  },
})
const bytes = new Uint8Array(3 * 1024 * 1024).fill(7)

beforeEach(() => {
  path = usual
  asked = []
  failures = []
})
afterAll(async () => {
  await receiver.stop(true)
  await storage.stop(true)
  rmSync(folder, { recursive: true, force: true })
})

test('a body flows into the file that the storage names, which is then handed over', async () => {
  const answer = await fetch(receiver.url, { method: 'PUT', body: bytes })
  expect(await answer.text()).toBe('taken')
  expect(asked).toEqual(['POST ', 'POST waiting'])
  expect(Buffer.compare(readFileSync(usual), bytes)).toBe(0)
})

test('a body that stops halfway is given up', async () => {
  const sender = connect(receiver.port ?? 0, '127.0.0.1')
  sender.write(`PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: ${bytes.length}\r\n\r\n`)
  sender.write(bytes.subarray(0, bytes.length / 2))
  await eventually(async () => (asked.includes('POST ') ? true : null))
  sender.destroy()
  await eventually(async () => (asked.includes('DELETE waiting') ? true : null))
  expect(asked).toEqual(['POST ', 'DELETE waiting'])
})

test('a full disk is said to be full, and the file is given up', async () => {
  path = '/dev/full'
  const answer = await fetch(receiver.url, { method: 'PUT', body: bytes })
  expect(answer.status).toBe(503)
  expect(asked).toEqual(['POST ', 'DELETE waiting'])
  const said = failures.filter((failure) => failure instanceof AppError)
  expect(said.map(({ detail }) => detail)).toEqual([expect.stringContaining('full')])
})
