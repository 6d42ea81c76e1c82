import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { AlwaysOffSampler, type SpanProcessor } from '@opentelemetry/sdk-trace'
import { countLostSpans } from '../metrics/instruments.ts'
import type { TracingConfig } from '../settings/tracing-config.ts'
import { queueSpans } from './export-spans.ts'
import { recordingSampler, tailSampling } from './tail-sampling.ts'

const exportTimeoutMs = 5_000

/** Without a span processor the SDK does not trace at all, and log lines would have no trace id. */
const discardSpans: SpanProcessor = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
}

/**
 * Starts tracing for one process. With an endpoint, spans go to an OTLP/HTTP collector; without one nothing is
 * recorded, but trace ids still connect log lines. Returns a function that flushes and stops it.
 */
export function startTelemetry(tracing: TracingConfig, processName: string): () => Promise<void> {
  const sdk = new NodeSDK({
    serviceName: `aam-${processName}`,
    autoDetectResources: false,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
    ...(tracing.endpoint === null
      ? { sampler: new AlwaysOffSampler(), spanProcessors: [discardSpans] }
      : {
          sampler: recordingSampler(tracing.ratio),
          spanProcessors: [toCollector(tracing.endpoint)],
        }),
  })
  sdk.start()
  return () => sdk.shutdown()
}

function toCollector(endpoint: string): SpanProcessor {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: exportTimeoutMs,
  })
  const queue = queueSpans(exporter, { onLost: countLostSpans })
  return {
    ...tailSampling({ keep: queue.add }),
    forceFlush: queue.flush,
    shutdown: queue.stop,
  }
}
