import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { eventually, type TestRequest } from '../test/installation.ts'
import { readLive, type ServerEvent } from '../test/live-stream.ts'
import { toneWav } from '../test/tone-wav.ts'
import {
  uploadTranscript,
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
import { type DebianMachine, hasIpv6, openDebianMachine } from './debian-machine.ts'
import { hasDebianPrograms } from './debian-programs.ts'
import { underLoad } from './load.ts'
import { readCommands } from './runbook.ts'

setDefaultTimeout(300_000)

const domain = 'aam.example.com'
const slug = 'acme'
const runbook = readCommands('install-from-packages.md')
const scriptOf = (title: string): string =>
  runbook.find(({ heading }) => heading === title)?.script ?? ''
const pathOf = (url: string): string => url.slice(new URL(url).origin.length)

// The runbook can be tried on Debian only.
if (hasDebianPrograms()) {
  let machine: DebianMachine
  let owner: Client
  /** Output of the runbook's blocks, by heading. */
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
    for (const { heading, script } of runbook) {
      if (heading !== 'Upgrade') printed.set(heading, await machine.run(script))
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

  test('a transcript becomes a result, reported live through the proxy', async () => {
    const stream = readLive(await owner.send('/events'))
    expect((await stream.next()).event).toBe('reset')
    const { id } = await createMeeting(owner)
    await uploadTranscript(owner, id)
    const isReviewable = ({ data }: ServerEvent) =>
      data['meetingId'] === id && data['status'] === 'in_review'
    await stream.until(isReviewable)
    await stream.cancel()
    expect(itemsOf(await readArtifacts(owner, id)).length).toBeGreaterThan(3)
  })

  test('settings are readable by AAM only, and secrets stay when they are generated again', async () => {
    const settings = machine.find('/etc/aam/aam.env')
    expect(statSync(settings).mode & 0o777).toBe(0o640)
    expect(machine.owners()).toContain(`root:aam ${settings}`)
    const owner = machine.find('/etc/aam/secrets/database_admin_url')
    expect(statSync(owner).mode & 0o777).toBe(0o600)
    const key = () => readFileSync(machine.find('/etc/aam/secrets/master_key'), 'utf8')
    const before = key()
    await machine.run(scriptOf('Secrets'))
    expect(key()).toBe(before)
  })

  test('Redis rejects connections without the password', async () => {
    expect(await machine.run('redis-cli ping')).toContain('NOAUTH')
    const ask = 'REDISCLI_AUTH="$(cat /etc/aam/secrets/redis_password)" redis-cli'
    expect(await machine.run(`${ask} ping`)).toBe('PONG\n')
    expect(await machine.run(`${ask} config get appendonly`)).toContain('yes')
  })

  test('Prometheus reads the metrics of each API and each worker, and the rules', async () => {
    const ask = async (path: string) =>
      JSON.parse(await machine.run(`curl -sSf 'http://127.0.0.1:9090/api/v1/${path}'`)) as {
        data: {
          result: { metric: { job: string }; value: [number, string] }[]
          groups: { name: string }[]
        }
      }
    const up = await eventually(async () => {
      const { data } = await ask('query?query=up')
      return data.result.filter(({ value }) => value[1] === '1').length === 4 ? data.result : null
    }, 60_000)
    expect(up.map(({ metric }) => metric.job).toSorted()).toEqual([
      'aam-api',
      'aam-api',
      'aam-worker',
      'aam-worker',
    ])
    const { data } = await ask('query?query=max(aam_workers)')
    expect(data.result[0]?.value[1]).toBe('2')
    expect((await ask('rules')).data.groups.length).toBeGreaterThan(0)
  })

  test('each unit has its own port for metrics, however many there are', () => {
    const portOf = (name: string): string => {
      const { command } = machine.unitOf(name)
      const asked = command.map((word) =>
        word.replace(/exec \S+ .*$/, 'exec printenv METRICS_PORT'),
      )
      return Bun.spawnSync(asked).stdout.toString().trim()
    }
    expect(['aam-api@3001', 'aam-api@8080'].map(portOf)).toEqual(['13001', '18080'])
    const workers = [1, 9, 10, 123].map((number) => portOf(`aam-worker@${number}`))
    expect(workers).toEqual(['14001', '14009', '14010', '14123'])
  })

  test('the proxy rejects requests that AAM would not read', async () => {
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

  test('units are restarted while a dependency is unavailable', () => {
    for (const name of ['aam-api@', 'aam-worker@', 'aam-storage']) {
      const unit = readFileSync(machine.find(`/etc/systemd/system/${name}.service`), 'utf8')
      expect(unit).toMatch(/^\[Unit\]$[^[]*^StartLimitIntervalSec=0$/m)
      expect(unit).toMatch(/^RestartSec=\d+$/m)
    }
  })

  test('a recording is uploaded and played through the proxy', async () => {
    const { id } = await createMeeting(owner)
    const bytes = toneWav()
    const upload = await beginUpload(owner, id, bytes, {
      fileName: 'tone.wav',
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

  const expectNothingLost = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const { statuses, asked, kept } = await underLoad(owner, name, work)
    expect(statuses).toEqual([200, 201])
    expect(asked.length).toBeGreaterThan(20)
    expect(kept).toEqual(asked)
  }

  test('while one API is killed and the other is stopped, no request is lost or done twice', () =>
    expectNothingLost('Kept', async () => {
      await Bun.sleep(1_000)
      await machine.kill('aam-api@3001', 'SIGKILL')
      await Bun.sleep(1_000)
      await startAgain('aam-api@3001')
      await machine.kill('aam-api@3002', 'SIGTERM')
      await startAgain('aam-api@3002')
    }))

  test('an upgrade by the runbook loses no request and does none twice', () =>
    expectNothingLost('Upgraded', () => machine.run(scriptOf('Upgrade'))))

  test('a listener whose API is killed resumes at the other one from its last event', async () => {
    const { id } = await createMeeting(owner)
    const first = readLive(await owner.send('/events'))
    const { id: place } = await first.next()
    await machine.kill('aam-api@3001', 'SIGKILL')
    await uploadTranscript(owner, id)
    await untilStatus(owner, id, 'in_review')
    const next = readLive(await owner.send('/events', { headers: { 'last-event-id': place } }))
    await next.until(({ data }) => data['meetingId'] === id && data['status'] === 'in_review')
    await Promise.all([first.cancel(), next.cancel()])
    await startAgain('aam-api@3001')
  })

  test('responses of the proxy itself are in its log, and no signed address is', async () => {
    const [script = ''] = readCommands('alerts.md')
      .filter(({ heading }) => heading === 'What the proxy answers itself')
      .flatMap((block) => block.script.split('\n'))
    expect(await machine.run(`${script} || true`)).toBe('')
    for (const unit of ['aam-api@3001', 'aam-api@3002']) await machine.kill(unit, 'SIGKILL')
    expect((await atProxy('/_s3/aam/x?X-Amz-Signature=c0ffee')).status).toBe(502)
    const [line = ''] = (await machine.run(script)).split('\n')
    expect(JSON.parse(line)).toMatchObject({ path: '/_s3/aam/x', status: 502 })
    const logs = machine.find('/var/log/nginx')
    const text = readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'))
    expect(text.join('')).toContain('"answeredBy":"api"')
    expect(text.join('')).not.toMatch(/X-Amz|\?/)
    for (const unit of ['aam-api@3001', 'aam-api@3002']) await startAgain(unit)
  })

  if (hasIpv6()) {
    test('the proxy listens on IPv6 as well', async () => {
      const answer = await fetch(`https://[::1]:${machine.httpsPort}/health/live`, {
        headers: { host: domain },
        tls: { rejectUnauthorized: false },
      })
      expect(answer.status).toBe(200)
    })
  }

  async function startAgain(unit: string): Promise<void> {
    machine.start(unit)
    const port = unit.split('@')[1]
    const ask = 'curl --silent --fail --retry 60 --retry-delay 1 --retry-all-errors'
    await machine.run(`${ask} http://127.0.0.1:${port}/health/ready`)
  }
}
