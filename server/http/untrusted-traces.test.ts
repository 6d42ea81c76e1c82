import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { TraceFlags } from '@opentelemetry/api'
import { eventually, openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { recordSpans } from '../../ops/test/spans.ts'
import { first } from './test/meetings.ts'

setDefaultTimeout(60_000)

let exporter: ReturnType<typeof recordSpans>
let installation: TestInstallation
beforeAll(async () => {
  exporter = recordSpans()
  installation = await openInstallation({ worker: false })
})
afterAll(async () => {
  await installation.close()
  exporter.stop()
})

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

test('links to an untrusted trace without continuing or keeping it', async () => {
  await installation.request('', '/api/v1/me', {
    headers: { traceparent: `00-${traceId}-${spanId}-01`, 'x-request-id': 'stranger-request' },
  })
  const span = await eventually(async () =>
    exporter
      .getFinishedSpans()
      .find(({ attributes }) => attributes['aam.request_id'] === 'stranger-request'),
  )
  expect(span.parentSpanContext).toBeUndefined()
  expect(span.spanContext().traceId).not.toBe(traceId)
  expect(first(span.links).context).toMatchObject({ traceId, spanId, traceFlags: TraceFlags.NONE })
})
