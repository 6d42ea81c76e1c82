import { afterAll, beforeAll, expect, test } from 'bun:test'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAllowList } from './allow-list.ts'
import { createOutbound, type Resolve } from './outbound.ts'
import { findRefusal } from './refusal.ts'

// Loopback has many addresses; each of these gets its own server.
const [first, second] = ['127.0.0.2', '127.0.0.3']
const limits = { mostBytes: 100_000, withinMs: 5_000 }

let port: number
let stopAll = (): unknown => undefined
let folder: string
let certificate: string
const seen: { at: string; host: string | null; headers: Record<string, string> }[] = []

const answer = (at: string) => async (request: Request) => {
  const { pathname } = new URL(request.url)
  seen.push({ at, host: request.headers.get('host'), headers: Object.fromEntries(request.headers) })
  if (pathname === '/away') return Response.redirect('http://127.0.0.3/secret', 302)
  if (pathname === '/moved') {
    return new Response(null, { status: 308, headers: { location: '//169.254.169.254/' } })
  }
  if (pathname === '/large') return new Response('x'.repeat(200_000))
  if (pathname === '/packed') {
    return new Response(Bun.gzipSync(new Uint8Array(5_000_000)), {
      headers: { 'content-encoding': 'gzip' },
    })
  }
  if (pathname === '/slow') {
    return new Response(
      new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) }),
    )
  }
  return new Response(`${at} ${await request.text()}`)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aam-outbound-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
  const subject = '-subj /CN=models.example -addext subjectAltName=DNS:models.example'
  const command = `openssl req -x509 -newkey rsa:2048 -nodes -days 2 ${subject} -keyout ${key} -out ${cert}`
  const made = Bun.spawnSync(command.split(' '), { stderr: 'ignore' })
  expect(made.exitCode).toBe(0)
  certificate = await Bun.file(cert).text()
  const one = Bun.serve({ hostname: first, port: 0, fetch: answer('first') })
  port = one.port ?? 0
  const two = Bun.serve({ hostname: second, port, fetch: answer('second') })
  stopAll = () => Promise.all([one.stop(true), two.stop(true)])
})
afterAll(async () => {
  await stopAll()
  rmSync(folder, { recursive: true, force: true })
})

const outbound = (resolve: Resolve, allow = '127.0.0.0/8') =>
  createOutbound(readAllowList(allow, []), { resolve, tls: { ca: certificate } })

const reasonOf = async (work: Promise<unknown>) => {
  try {
    await work
    return 'answered'
  } catch (error) {
    return findRefusal(error)?.reason ?? String(error)
  }
}

test('connects to the checked address without the system resolver, and sends the host name', async () => {
  const fetch = outbound(() => Promise.resolve([first])).fetchWithin(limits, 'Bearer own')
  const response = await fetch(`http://models.example:${port}/v1?q=1`, {
    method: 'POST',
    body: 'hello',
    headers: {
      host: 'evil.example',
      authorization: 'Bearer of the operator',
      'openai-organization': 'org-of-the-operator',
      cookie: 'a=b',
      'content-type': 'text/plain',
    },
  })
  expect(await response.text()).toBe('first hello')
  expect(seen.at(-1)).toMatchObject({ at: 'first', host: `models.example:${port}` })
  expect(seen.at(-1)?.headers).toMatchObject({
    authorization: 'Bearer own',
    'content-type': 'text/plain',
  })
  expect(Object.keys(seen.at(-1)?.headers ?? {})).not.toContain('cookie')
  expect(JSON.stringify(seen.at(-1))).not.toContain('operator')
})

test('ignores a DNS change between check and connection', async () => {
  let asked = 0
  const rebinding: Resolve = () => Promise.resolve([asked++ === 0 ? first : second])
  const fetch = outbound(rebinding, first).fetchWithin(limits, null)
  expect(await (await fetch(`http://rebind.example:${port}/`)).text()).toBe('first ')
  expect(asked).toBe(1)
  // The next request resolves again and is rejected, although a connection might still be open.
  expect(await reasonOf(fetch(`http://rebind.example:${port}/`))).toBe('inside')
  expect(asked).toBe(2)
})

test('opens a new connection for each request', async () => {
  const ports = new Set<number | undefined>()
  const server = Bun.serve({
    hostname: first,
    port: 0,
    fetch: (request, server) => {
      ports.add(server.requestIP(request)?.port)
      return new Response('x')
    },
  })
  const fetch = outbound(() => Promise.resolve([first])).fetchWithin(limits, null)
  for (let at = 0; at < 3; at++) {
    await (await fetch(`http://models.example:${server.port}/`)).text()
  }
  expect(ports.size).toBe(3)
  await server.stop(true)
})

test('follows no redirect', async () => {
  const fetch = outbound(() => Promise.resolve([first])).fetchWithin(limits, null)
  const before = seen.length
  for (const path of ['away', 'moved']) {
    expect(await reasonOf(fetch(`http://models.example:${port}/${path}`))).toBe('redirected')
  }
  expect(seen.slice(before).map(({ at }) => at)).toEqual(['first', 'first'])
})

test('requires a certificate for the name even at a pinned address', async () => {
  const key = await Bun.file(join(folder, 'key.pem')).text()
  const server = Bun.serve({
    hostname: first,
    port: 0,
    tls: { cert: certificate, key },
    fetch: (request) => new Response(request.headers.get('host')),
  })
  const fetch = outbound(() => Promise.resolve([first])).fetchWithin(limits, null)
  try {
    const response = await fetch(`https://models.example:${server.port}/`)
    expect(await response.text()).toBe(`models.example:${server.port}`)
    // The connection opened for another name is not reused.
    for (const host of ['other.example', first]) {
      const error = await fetch(`https://${host}:${server.port}/`).catch(
        (thrown: unknown) => thrown,
      )
      expect((error as { code?: string }).code).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    }
    // Without the signing authority every name fails.
    const strict = createOutbound(readAllowList('127.0.0.0/8', []), {
      resolve: () => Promise.resolve([first]),
    }).fetchWithin(limits, null)
    const error = await strict(`https://models.example:${server.port}/`).catch((e: unknown) => e)
    expect((error as { code?: string }).code).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
  } finally {
    await server.stop(true)
  }
})

test('aborts responses that are too large, compressed ones by their decompressed size', async () => {
  const fetch = outbound(() => Promise.resolve([first])).fetchWithin(limits, null)
  for (const path of ['large', 'packed']) {
    const response = await fetch(`http://models.example:${port}/${path}`)
    expect([path, await reasonOf(response.text())]).toEqual([path, 'too_large'])
  }
})

test('aborts responses that never end, and requests aborted by the caller', async () => {
  const open = outbound(() => Promise.resolve([first]))
  const fetch = open.fetchWithin({ ...limits, withinMs: 200 }, null)
  const response = await fetch(`http://models.example:${port}/slow`)
  expect(await reasonOf(response.text())).toBe('too_slow')
  const giveUp = new AbortController()
  const late = await open.fetchWithin(limits, null)(`http://models.example:${port}/slow`, {
    signal: giveUp.signal,
  })
  giveUp.abort(new Error('given up'))
  expect(await reasonOf(late.text())).toBe('Error: given up')
})

test('treats a resolver timeout as an unknown name', async () => {
  const failing = outbound(() => Promise.reject(new Error('SERVFAIL'))).fetchWithin(limits, null)
  expect(await reasonOf(failing('https://models.example/'))).toBe('unresolved')
})
