import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { AlwaysOffSampler, type SpanProcessor } from '@opentelemetry/sdk-trace'
import { countLostSpans } from '../metrics/figures.ts'
import type { TracingConfig } from '../settings/tracing-config.ts'
import { queueSpans } from './export-spans.ts'
import { recordingSampler, tailSampling } from './tail-sampling.ts'

const exportWithinMs = 5_000

/** Without any processor the SDK would not trace at all, and log lines would have no trace id. */
const silent: SpanProcessor = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
}

/**
 * Starts tracing for one process. With an endpoint spans go to an OTLP/HTTP collector; without one nothing is recorded,
 * but trace ids still tie log lines together. Returns what flushes and stops it.
 */
export function startTelemetry(tracing: TracingConfig, processName: string): () => Promise<void> {
  const sdk = new NodeSDK({
    serviceName: `aam-${processName}`,
    autoDetectResources: false,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
    ...(tracing.endpoint === null
      ? { sampler: new AlwaysOffSampler(), spanProcessors: [silent] }
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
    timeoutMillis: exportWithinMs,
  })
  const queue = queueSpans(exporter, { onLost: countLostSpans })
  return {
    ...tailSampling({ keep: queue.add }),
    forceFlush: queue.flush,
    shutdown: queue.stop,
  }
}
