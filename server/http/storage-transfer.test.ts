import { afterAll, beforeEach, expect, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../../ops/test/installation.ts'
import { AppError } from '../platform/errors.ts'
import { transferBody } from './storage-transfer.ts'

// A storage that records requests and returns a given file name; the real storage has tests of its own.
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
      return await transferBody({ endpoint: storage.url.origin, whileAnswering }, head, request)
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

test('writes a body into the file that the storage names and completes the transfer', async () => {
  const answer = await fetch(receiver.url, { method: 'PUT', body: bytes })
  expect(await answer.text()).toBe('taken')
  expect(asked).toEqual(['POST ', 'POST waiting'])
  expect(Buffer.compare(readFileSync(usual), bytes)).toBe(0)
})

test('cancels the transfer of a body that breaks off', async () => {
  const sender = connect(receiver.port ?? 0, '127.0.0.1')
  sender.write(`PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: ${bytes.length}\r\n\r\n`)
  sender.write(bytes.subarray(0, bytes.length / 2))
  await eventually(async () => (asked.includes('POST ') ? true : null))
  sender.destroy()
  await eventually(async () => (asked.includes('DELETE waiting') ? true : null))
  expect(asked).toEqual(['POST ', 'DELETE waiting'])
})

test('reports a full disk and cancels the transfer', async () => {
  path = '/dev/full'
  const answer = await fetch(receiver.url, { method: 'PUT', body: bytes })
  expect(answer.status).toBe(503)
  expect(asked).toEqual(['POST ', 'DELETE waiting'])
  const said = failures.filter((failure) => failure instanceof AppError)
  expect(said.map(({ detail }) => detail)).toEqual([expect.stringContaining('full')])
})
