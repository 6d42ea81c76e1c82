import { afterEach, expect, test } from 'bun:test'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countJob, countRequest } from './instruments.ts'
import { joinExpositions } from './join-expositions.ts'
import { type MetricsOptions, serveMetrics } from './serve-metrics.ts'

const warnings: unknown[] = []
const log = { warn: (...line: unknown[]) => void warnings.push(line), info: () => undefined }
const open: { stop(): void }[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.stop()
})

function serve(options: Partial<MetricsOptions> = {}) {
  const at = { hostname: '127.0.0.1', port: 0 }
  const served = serveMetrics({ name: 'aam-api', at, readers: {}, log, ...options })
  open.push(served)
  return served
}
const read = async (port: number | null, path = '/metrics') => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  return { status: response.status, text: await response.text() }
}

test('counts requests by declared route and reads gauges on each scrape', async () => {
  let workers = 2
  const { port } = serve({ readers: { workers: () => [{ value: workers }] } })
  countRequest(0.02, { method: 'GET', route: '/api/v1/meetings/:id', status: 200 })
  const { text } = await read(port)
  expect(text).toContain(
    'http_server_request_duration_seconds_bucket{method="GET",route="/api/v1/meetings/:id",status="200",service_name="aam-api",le="0.025"} 1',
  )
  expect(text).toContain('aam_workers{service_name="aam-api"} 2')
  for (const statistic of ['p99', 'max']) {
    expect(text).toMatch(
      new RegExp(`aam_event_loop_delay_${statistic}_seconds\\{service_name="aam-api"\\} \\d`),
    )
  }
  workers = 3
  expect((await read(port)).text).toContain('aam_workers{service_name="aam-api"} 3')
  expect((await read(port, '/')).status).toBe(404)
})

test('serves the other gauges when one fails or does not answer', async () => {
  const { port } = serve({
    readers: {
      workers: () => Promise.reject(new Error('away')),
      underWay: () => new Promise(() => undefined),
      oldest: () => [{ value: 7, labels: { state: 'queued' } }],
    },
  })
  const { text } = await read(port)
  expect(text).toContain('aam_oldest_under_way_seconds{state="queued",service_name="aam-api"} 7')
  expect(text).not.toContain('aam_workers{')
})

test('drops label sets that a gauge no longer has, and gauges that fail', async () => {
  const state = (name: string, value: number) => ({ value, labels: { state: name } })
  let oldest = [state('queued', 700), state('waiting', 5)]
  let workers = async () => [{ value: 2 }]
  const { port } = serve({ readers: { oldest: () => oldest, workers: () => workers() } })
  expect((await read(port)).text).toContain('aam_oldest_under_way_seconds{state="queued"')
  oldest = [state('waiting', 6)]
  workers = () => Promise.reject(new Error('away'))
  const { text } = await read(port)
  expect(text).toContain('aam_oldest_under_way_seconds{state="waiting",service_name="aam-api"} 6')
  expect(text).not.toContain('state="queued"')
  expect(text).not.toContain('aam_workers{')
})

test('merges the worker’s metrics and describes each metric once', async () => {
  const unix = join(mkdtempSync(join(tmpdir(), 'aam-figures-')), 'worker.sock')
  const { port } = serve({ beside: unix })
  expect((await read(port)).status).toBe(200)
  serve({ name: 'aam-worker', at: { unix } })
  countJob(3, { stage: 'analyse', outcome: 'done' })
  const { text } = await read(port)
  expect(text).toContain(
    'aam_job_duration_seconds_count{stage="analyse",outcome="done",service_name="aam-worker"} 1',
  )
  expect(text).toContain('aam_process_memory_bytes{service_name="aam-api"}')
  expect(text).toContain('aam_process_memory_bytes{service_name="aam-worker"}')
  const told = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
  expect(new Set(told).size).toBe(told.length)
})

test('warns when the port is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  warnings.length = 0
  expect(serve({ at: { hostname: '127.0.0.1', port } }).port).toBeNull()
  expect(warnings).toEqual([[expect.anything(), expect.stringContaining('METRICS_PORT is in use')]])
  other.close()
})

test('warns separately when the address is not local', () => {
  warnings.length = 0
  expect(serve({ at: { hostname: '192.0.2.1', port: 0 } }).port).toBeNull()
  expect(warnings).toEqual([
    [expect.anything(), expect.stringContaining('cannot listen on their address')],
  ])
})

test('groups the samples of a metric from all sources', () => {
  const one = '# HELP a x\n# TYPE a gauge\na{p="1"} 1\n# HELP b y\n# TYPE b gauge\nb 2\n'
  const other = '# HELP a x\n# TYPE a gauge\na{p="2"} 3\n# HELP c z\n# TYPE c gauge\nc 4\n'
  expect(joinExpositions([one, other])).toBe(
    '# HELP a x\n# TYPE a gauge\na{p="1"} 1\na{p="2"} 3\n# HELP b y\n# TYPE b gauge\nb 2\n# HELP c z\n# TYPE c gauge\nc 4\n',
  )
})
