import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  clientOf,
  createMeeting,
  reviewMeeting,
  untilStatus,
} from '../../server/http/test/meetings.ts'
import { startOpenaiStandIn } from '../stand-ins/openai/server.ts'
import { type AamProcess, spawnAam } from '../test/aam-process.ts'
import { freePorts } from '../test/free-ports.ts'
import { askFigures } from '../test/read-figures.ts'
import {
  eventually,
  openInstallation,
  requestTo,
  type TestInstallation,
  testPassword,
} from '../test/installation.ts'
import { hasPromtool, promtool, providePromtool } from './promtool.ts'
import { type Matcher, readDashboard, readQuery, readRules } from './queries.ts'

setDefaultTimeout(120_000)

const standIn = startOpenaiStandIn({ apiKey: 'sk-right' })
let installation: TestInstallation
const processes: AamProcess[] = []
/** Metrics that an API and a worker expose. */
const expositions: string[] = []
/** Labels with their values, by metric name. */
const seen = new Map<string, Map<string, Set<string>>>()

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  const [apiFigures, workerFigures, port] = (await freePorts(3)) as [number, number, number]
  const model = {
    OPENAI_API_KEY: 'sk-right',
    OPENAI_BASE_URL: standIn.url,
    OPENAI_MODEL: 'gpt-5-mini',
  }
  const settings = { ...model, PORT: String(port) }
  const { services } = installation
  processes.push(
    spawnAam(['api'], services, { ...settings, METRICS_PORT: String(apiFigures) }),
    spawnAam(['worker'], services, { ...settings, METRICS_PORT: String(workerFigures) }),
  )
  const request = requestTo(port)
  await eventually(async () => (await request('', '/health/ready').catch(() => null))?.ok, 60_000)
  await installation.createTenant('figures')
  const signedIn = await request('figures', '/api/v1/auth/login', {
    method: 'POST',
    json: { email: 'owner@figures.example', password: testPassword },
  })
  const { accessToken } = (await signedIn.json()) as { accessToken: string }
  const client = clientOf({ request }, 'figures', accessToken)
  await reviewMeeting(client)
  await client.get('/meetings')
  const waiting = await createMeeting(client)
  await installation.admin`
    update meetings set status = 'waiting', stage = 'transcribe', reason = 'no_speech_provider'
    where id = ${waiting.id}`
  await untilStatus(client, waiting.id, 'waiting')
  for (const figures of [apiFigures, workerFigures]) {
    const exposition = await askFigures(figures)
    expositions.push(exposition)
    note(exposition)
  }
})
afterAll(async () => {
  for (const one of processes) one.kill('SIGTERM')
  await Promise.all(processes.map(({ exited }) => exited))
  await installation.close()
  await standIn.stop()
})

const rules = readRules()
const recorded = new Set(rules.flatMap(({ record }) => record ?? []))
const panels = readDashboard().panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => ({ where: title, expr })),
)
const asked = [
  ...panels,
  ...rules.map(({ alert, record, expr }) => ({ where: alert ?? record ?? '', expr })),
].map(({ where, expr }) => ({ where, ...readQuery(expr) }))

/** Metrics that Prometheus itself creates, and labels that it adds to every sample. */
const own = new Set(['up', 'ALERTS'])
const added = new Set(['job', 'instance'])
const isOurs = (metric: string): boolean => !own.has(metric) && !recorded.has(metric)

test('each metric of a panel or rule is exposed by an API or a worker, with its labels', () => {
  const missing = asked.flatMap(({ where, selectors, groupedBy }) => {
    const ours = selectors.filter(({ metric }) => isOurs(metric))
    const labels = new Set(ours.flatMap(({ metric }) => [...(seen.get(metric)?.keys() ?? [])]))
    return [
      ...ours.filter(({ metric }) => !seen.has(metric)).map(({ metric }) => `${where}: ${metric}`),
      ...ours.flatMap(({ metric, matchers }) =>
        matchers
          .filter(({ label }) => !seen.get(metric)?.has(label))
          .map(({ label }) => `${where}: ${metric}{${label}}`),
      ),
      ...(ours.length === selectors.length ? groupedBy : [])
        .filter((label) => !labels.has(label) && !added.has(label))
        .map((label) => `${where}: by ${label}`),
    ]
  })
  expect(missing).toEqual([])
})

test('each bucket, part and route that a panel or rule names exists', () => {
  const missing = asked.flatMap(({ where, selectors }) =>
    selectors
      .filter(({ metric }) => isOurs(metric))
      .flatMap(({ metric, matchers }) =>
        matchers
          .filter(({ label }) => ['le', 'part', 'route'].includes(label))
          .filter(({ operator }) => !operator.startsWith('!'))
          .filter(
            (matcher) => ![...(seen.get(metric)?.get(matcher.label) ?? [])].some(fits(matcher)),
          )
          .map(({ label, value }) => `${where}: ${metric}{${label}="${value}"}`),
      ),
  )
  expect(missing).toEqual([])
})

test('each route that a panel or rule names is a route of the API', () => {
  const routes = new Set([...installation.facts.keys()].map((fact) => fact.split(' ')[1] ?? ''))
  const named = asked.flatMap(({ selectors }) =>
    selectors.flatMap(({ matchers }) => matchers.filter(({ label }) => label === 'route')),
  )
  expect(named.length).toBeGreaterThan(0)
  for (const alternative of new Set(named.flatMap(({ value }) => alternativesOf(value)))) {
    const found = [...routes].some((route) => new RegExp(`^(?:${alternative})$`).test(route))
    expect({ alternative, found }).toEqual({ alternative, found: true })
  }
})

// The package is available on Debian only.
if (hasPromtool()) {
  test('Prometheus accepts the metrics of an API and of a worker', async () => {
    await providePromtool()
    expect(expositions).toHaveLength(2)
    for (const exposition of expositions) {
      expect(await promtool(['check', 'metrics'], exposition)).toBe('')
    }
  }, 600_000)
}

const fits =
  ({ operator, value }: Matcher) =>
  (one: string): boolean =>
    operator.endsWith('~') ? new RegExp(`^(?:${value})$`).test(one) : one === value

/** Expands `a(b|c)d|e` to `abd`, `acd`, `e`. */
function alternativesOf(pattern: string): string[] {
  const [, before = '', inside, after = ''] = /^([^|(]*)\(([^)]*)\)(.*)$/.exec(pattern) ?? []
  if (inside === undefined) return pattern.split('|')
  return inside.split('|').map((one) => `${before}${one}${after}`)
}

function note(exposition: string): void {
  for (const [, name = '', labels = ''] of exposition.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)) {
    const known = seen.get(name) ?? new Map<string, Set<string>>()
    seen.set(name, known)
    for (const [, label = '', value = ''] of labels.matchAll(/(\w+)="([^"]*)"/g)) {
      known.set(label, (known.get(label) ?? new Set()).add(value))
    }
  }
}
