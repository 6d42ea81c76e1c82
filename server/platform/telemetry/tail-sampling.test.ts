import { beforeEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace'
import { askFigures, sumFigures } from '../../../ops/test/read-figures.ts'
import { countLostSpans } from '../metrics/instruments.ts'
import { serveMetrics } from '../metrics/serve-metrics.ts'
import { queueSpans } from './export-spans.ts'
import { recordingSampler, tailSampling } from './tail-sampling.ts'

let kept: string[] = []
beforeEach(() => {
  kept = []
})

function open(ratio: number, heldAtMost?: number) {
  const keep = (spans: ReadableSpan[]): void => void kept.push(...spans.map(({ name }) => name))
  const processor = tailSampling({ keep, ...(heldAtMost === undefined ? {} : { heldAtMost }) })
  const provider = new TracerProvider({
    sampler: recordingSampler(ratio),
    spanProcessors: [processor],
  })
  return provider.getTracer('test')
}

const inside = (span: ReturnType<ReturnType<typeof open>['startSpan']>): Context =>
  trace.setSpan(ROOT_CONTEXT, span)

const remote = (traceFlags: number): Context =>
  trace.setSpanContext(ROOT_CONTEXT, {
    traceId: `4bf92f3577b34da6a3ce929d0e0e473${traceFlags}`,
    spanId: '00f067aa0ba902b7',
    traceFlags,
    isRemote: true,
  })

test('keeps the configured share of ordinary traces, each completely', () => {
  for (const [ratio, names] of [
    [0, []],
    [1, ['child', 'root']],
  ] as const) {
    kept = []
    const tracer = open(ratio)
    const root = tracer.startSpan('root', {}, ROOT_CONTEXT)
    tracer.startSpan('child', {}, inside(root)).end()
    root.end()
    expect(kept).toEqual([...names])
  }
  kept = []
  const tracer = open(0.1)
  for (let at = 0; at < 5_000; at += 1) tracer.startSpan('root', {}, ROOT_CONTEXT).end()
  expect(kept.length).toBeGreaterThan(350)
  expect(kept.length).toBeLessThan(650)
})

test('keeps a trace with an error, including the spans before and after it', () => {
  const tracer = open(0)
  const root = tracer.startSpan('root', {}, ROOT_CONTEXT)
  tracer.startSpan('before', {}, inside(root)).end()
  const failing = tracer.startSpan('failing', {}, inside(root))
  failing.setStatus({ code: SpanStatusCode.ERROR })
  failing.end()
  const late = tracer.startSpan('late', {}, inside(root))
  root.end()
  late.end()
  expect(kept).toEqual(['before', 'failing', 'root', 'late'])
})

test('keeps slow requests and jobs but not quick ones', () => {
  const tracer = open(0)
  const lasting = (kind: SpanKind, seconds: number): void =>
    tracer
      .startSpan(`${seconds}`, { kind, startTime: [1_000, 0] }, ROOT_CONTEXT)
      .end([1_000 + seconds, 0])
  lasting(SpanKind.SERVER, 0)
  lasting(SpanKind.SERVER, 1)
  lasting(SpanKind.CONSUMER, 29)
  lasting(SpanKind.CONSUMER, 30)
  expect(kept).toEqual(['1', '30'])
})

test('keeps traces that the caller keeps, and traces linked to a kept one', () => {
  const tracer = open(0)
  tracer.startSpan('called', {}, remote(1)).end()
  tracer.startSpan('ignored', {}, remote(0)).end()
  const context = trace.getSpanContext(remote(1))
  const links = context ? [{ context }] : []
  const job = tracer.startSpan('job', { links }, ROOT_CONTEXT)
  tracer.startSpan('statement', {}, inside(job)).end()
  job.end()
  expect(kept).toEqual(['called', 'statement', 'job'])
  expect(job.spanContext().traceFlags).toBe(1)
})

test('keeps a trace open until both of its requests have ended', () => {
  const tracer = open(0)
  const one = tracer.startSpan('one', {}, remote(0))
  const other = tracer.startSpan('other', {}, remote(0))
  tracer.startSpan('of one', {}, inside(one)).end()
  other.end()
  one.setStatus({ code: SpanStatusCode.ERROR })
  one.end()
  expect(kept.toSorted()).toEqual(['of one', 'one', 'other'])
})

test('drops the oldest trace when unfinished traces fill the buffer', () => {
  const tracer = open(0, 100)
  const open40 = Array.from({ length: 40 }, () => tracer.startSpan('root', {}, ROOT_CONTEXT))
  for (const root of open40)
    for (let at = 0; at < 10; at += 1) tracer.startSpan('child', {}, inside(root)).end()
  const fail = (at: number): void => {
    kept = []
    open40.at(at)?.setStatus({ code: SpanStatusCode.ERROR }).end()
  }
  fail(-1)
  expect(kept).toHaveLength(11)
  fail(0)
  expect(kept).toEqual(['root'])
})

test('drops spans when the collector is unavailable and the queue is full', async () => {
  const log = { warn: () => undefined, info: () => undefined }
  const at = { hostname: '127.0.0.1', port: 0 }
  const served = serveMetrics({ name: 'aam-api', at, readers: {}, log })
  const batches: number[] = []
  const queue = queueSpans(
    {
      export: (spans, done) => {
        batches.push(spans.length)
        done({ code: 1, error: new Error('away') })
      },
      shutdown: async () => undefined,
    },
    { waitingAtMost: 10, batchSize: 4, onLost: countLostSpans },
  )
  queue.add(Array.from({ length: 13 }, () => ({}) as ReadableSpan))
  await queue.stop()
  expect(batches).toEqual([4, 4, 2])
  expect(sumFigures(await askFigures(served.port), 'aam_spans_lost_total', {})).toBe(13)
  served.stop()
})

test('sends a failed trace to the collector but not an ordinary one', async () => {
  const received: string[] = []
  const collector = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (request) => {
      received.push(await request.text())
      return Response.json({})
    },
  })
  const run = async (what: string): Promise<void> => {
    const file = join(import.meta.dir, 'test/traced-process.ts')
    const address = `http://127.0.0.1:${collector.port}`
    await Bun.spawn([process.execPath, file, what, address]).exited
  }
  await run('work')
  expect(received).toEqual([])
  await run('fail')
  expect(received).toHaveLength(1)
  for (const name of ['outer', 'first', 'second', 'TypeError', 'aam-test']) {
    expect(received[0]).toContain(`"${name}"`)
  }
  expect(received[0]).not.toContain('nobody may read')
  void collector.stop(true)
})

test('lets the process end when the collector does not answer', async () => {
  const silent = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    fetch: () => new Promise<Response>(() => undefined),
  })
  const file = join(import.meta.dir, 'test/traced-process.ts')
  const address = `http://127.0.0.1:${silent.port}`
  expect(await Bun.spawn([process.execPath, file, 'fail', address]).exited).toBe(0)
  void silent.stop(true)
})
