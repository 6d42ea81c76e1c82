import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { connect } from 'node:tls'
import { eventually, type TestRequest } from '../test/installation.ts'
import { readLive, type ServerEvent } from '../test/live-stream.ts'
import { silentWav } from '../test/silent-wav.ts'
import {
  bringTranscript,
  type Client,
  clientOf,
  createMeeting,
  itemsOf,
  readArtifacts,
  readMeeting,
  untilStatus,
} from '../../server/http/test/meetings.ts'
import type { MediaView } from '../../server/modules/media/contract.ts'
import { beginUpload, checksumOf, partOf, signPart } from '../../server/http/test/uploads.ts'
import { type DebianMachine, openDebianMachine } from './debian-machine.ts'
import { hasDebianPrograms } from './debian-programs.ts'
import { readCommands } from './runbook.ts'

setDefaultTimeout(300_000)

const domain = 'aam.example.com'
const slug = 'acme'
const pathOf = (url: string): string => url.slice(new URL(url).origin.length)

// Elsewhere there is no Debian to try the runbook on.
if (hasDebianPrograms()) {
  let machine: DebianMachine
  let owner: Client
  /** What the blocks of the runbook printed, by heading. */
  const printed = new Map<string, string>()

  const atProxy = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`https://127.0.0.1:${machine.httpsPort}${path}`, {
      ...init,
      headers: { ...(init.headers as Record<string, string>), host: `${slug}.${domain}` },
      tls: { rejectUnauthorized: false },
      redirect: 'manual',
    })

  const request = (_slug: string, path: string, init: TestRequest = {}): Promise<Response> => {
    const { method = 'GET', token, json, body, headers = {} } = init
    const payload = json === undefined ? body : JSON.stringify(json)
    return atProxy(path, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(payload === undefined ? {} : { body: payload }),
    })
  }

  beforeAll(async () => {
    machine = await openDebianMachine()
    for (const { heading, script } of readCommands('install-from-packages.md')) {
      printed.set(heading, await machine.run(script))
    }
    const created = printed.get('The first organisation') ?? ''
    const { ownerPassword: password } = JSON.parse(created) as { ownerPassword: string }
    const answer = await request(slug, '/api/v1/auth/login', {
      method: 'POST',
      json: { email: 'owner@acme.example', password },
    })
    expect(answer.status).toBe(200)
    const { accessToken } = (await answer.json()) as { accessToken: string }
    owner = clientOf({ request }, slug, accessToken)
  })
  afterAll(() => machine?.stop())

  test('what the runbook installs is ready, and serves the dashboard through the proxy', async () => {
    expect(printed.get('Services')).toContain('"ready":true')
    const page = await atProxy('/')
    expect(page.status).toBe(200)
    expect(page.headers.get('strict-transport-security')).toBe('max-age=31536000')
    expect(await page.text()).toContain('<div id="root"')
  })

  test('a transcript becomes a result, told live through the proxy', async () => {
    const stream = readLive(await owner.send('/events'))
    expect((await stream.next()).event).toBe('reset')
    const { id } = await createMeeting(owner)
    await bringTranscript(owner, id)
    const isReviewable = ({ data }: ServerEvent) =>
      data['meetingId'] === id && data['status'] === 'in_review'
    await stream.until(isReviewable)
    await stream.cancel()
    expect(itemsOf(await readArtifacts(owner, id)).length).toBeGreaterThan(3)
  })

  test('settings are for AAM to read and for nobody else, and secrets stay when they are made again', async () => {
    const settings = machine.find('/etc/aam/aam.env')
    expect(statSync(settings).mode & 0o777).toBe(0o640)
    expect(machine.owners()).toContain(`root:aam ${settings}`)
    const owner = machine.find('/etc/aam/secrets/database_admin_url')
    expect(statSync(owner).mode & 0o777).toBe(0o600)
    const key = () => readFileSync(machine.find('/etc/aam/secrets/master_key'), 'utf8')
    const before = key()
    const { script = '' } =
      readCommands('install-from-packages.md').find(({ heading }) => heading === 'Secrets') ?? {}
    await machine.run(script)
    expect(key()).toBe(before)
  })

  test('the proxy takes nothing in that AAM would not read', async () => {
    const socket = connect({ port: machine.httpsPort, rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    const announced = 'content-type: application/json\r\ncontent-length: 1000000000000'
    socket.write(
      `POST /api/v1/auth/login HTTP/1.1\r\nhost: ${slug}.${domain}\r\n${announced}\r\n\r\n{`,
    )
    const [answer] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    expect(answer.toString()).toMatch(/^HTTP\/1.1 413 /)
    expect(answer.toString()).toContain('Content-Type: application/problem+json')
    expect(answer.toString()).toContain('"code":"payload_too_large"')
  })

  test('units are tried again for as long as what they need is away', () => {
    for (const name of ['aam-api@', 'aam-worker@', 'aam-storage']) {
      const unit = readFileSync(machine.find(`/etc/systemd/system/${name}.service`), 'utf8')
      expect(unit).toMatch(/^\[Unit\]$[^[]*^StartLimitIntervalSec=0$/m)
      expect(unit).toMatch(/^RestartSec=\d+$/m)
    }
  })

  test('a recording is sent and played through the proxy', async () => {
    const { id } = await createMeeting(owner)
    const bytes = silentWav()
    const upload = await beginUpload(owner, id, bytes, {
      fileName: 'silence.wav',
      contentType: 'audio/wav',
    })
    expect(upload.parts).toBe(1)
    const part = partOf(bytes, upload, 1)
    const signed = await signPart(owner, upload.id, 1, checksumOf(part))
    expect(new URL(signed.url).origin).toBe(`https://${slug}.${domain}`)
    const sent = await atProxy(pathOf(signed.url), {
      method: 'PUT',
      body: part,
      headers: signed.headers,
    })
    expect(sent.status).toBe(200)
    const parts = [{ number: 1, etag: sent.headers.get('etag') }]
    expect((await owner.post(`/uploads/${upload.id}/complete`, { parts })).status).toBe(200)
    const { durationMs } = await eventually(async () => {
      const meeting = await readMeeting(owner, id)
      return meeting.durationMs === null ? null : meeting
    })
    expect(durationMs).toBe(12_000)
    const { recording } = await owner.get<MediaView>(`/meetings/${id}/media`)
    const played = await atProxy(pathOf(recording.url), {
      headers: { range: 'bytes=0-43' },
    })
    expect(played.status).toBe(206)
    expect(new Uint8Array(await played.arrayBuffer())).toEqual(bytes.slice(0, 44))
  })

  test('while one API is killed and the other is ended, no request is lost or done twice', async () => {
    const over = new AbortController()
    const statuses = new Map<number, number>()
    const titles: string[] = []
    const count = ({ status }: Response) => statuses.set(status, (statuses.get(status) ?? 0) + 1)
    async function write(writer: number): Promise<void> {
      for (let number = 0; !over.signal.aborted; number += 1) {
        const title = `Kept ${writer}.${number}`
        titles.push(title)
        count(
          await owner.post(
            '/meetings',
            { title, scenario: { id: 'general-minutes' }, language: 'en' },
            { 'idempotency-key': crypto.randomUUID() },
          ),
        )
        count(await owner.send('/meetings?limit=5'))
        await Bun.sleep(100)
      }
    }
    const work = Promise.all([1, 2, 3].map(write))
    await Bun.sleep(1_000)
    await machine.kill('aam-api@3001', 'SIGKILL')
    await Bun.sleep(1_000)
    await startAgain('aam-api@3001')
    await machine.kill('aam-api@3002', 'SIGTERM')
    await startAgain('aam-api@3002')
    over.abort()
    await work
    expect([...statuses.keys()].toSorted()).toEqual([200, 201])
    expect(titles.length).toBeGreaterThan(20)
    expect((await allTitles()).toSorted()).toEqual(titles.toSorted())
  })

  test('a listener whose API is killed goes on at the other one, from where it was', async () => {
    const { id } = await createMeeting(owner)
    const first = readLive(await owner.send('/events'))
    const { id: place } = await first.next()
    await machine.kill('aam-api@3001', 'SIGKILL')
    await bringTranscript(owner, id)
    await untilStatus(owner, id, 'in_review')
    const next = readLive(await owner.send('/events', { headers: { 'last-event-id': place } }))
    await next.until(({ data }) => data['meetingId'] === id && data['status'] === 'in_review')
    await Promise.all([first.cancel(), next.cancel()])
    await startAgain('aam-api@3001')
  })

  async function startAgain(unit: string): Promise<void> {
    machine.start(unit)
    const port = unit.split('@')[1]
    const ask = 'curl --silent --fail --retry 60 --retry-delay 1 --retry-all-errors'
    await machine.run(`${ask} http://127.0.0.1:${port}/health/ready`)
  }

  async function allTitles(): Promise<string[]> {
    const titles: string[] = []
    let cursor = ''
    for (;;) {
      const page = await owner.get<{
        data: { title: string }[]
        nextCursor: string | null
      }>(`/meetings?limit=100&q=Kept${cursor}`)
      titles.push(...page.data.map(({ title }) => title))
      if (page.nextCursor === null) return titles
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
    }
  }
}
