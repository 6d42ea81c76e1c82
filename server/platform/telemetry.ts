import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { AlwaysOffSampler, type SpanProcessor } from '@opentelemetry/sdk-trace'
import { AppError } from './errors.ts'

const tracer = trace.getTracer('aam')

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
export function startTelemetry(endpoint: string | null, processName: string): () => Promise<void> {
  const exporting = endpoint
    ? { traceExporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }) }
    : { sampler: new AlwaysOffSampler(), spanProcessors: [silent] }
  const sdk = new NodeSDK({
    serviceName: `aam-${processName}`,
    autoDetectResources: false,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
    ...exporting,
  })
  sdk.start()
  return () => sdk.shutdown()
}

/** Runs `work` in a span that ends with it; a failure marks the span with its code, never with its message. */
export async function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
  options: { kind?: SpanKind; parent?: Context } = {},
): Promise<T> {
  return tracer.startActiveSpan(
    name,
    { attributes, kind: options.kind ?? SpanKind.INTERNAL },
    options.parent ?? context.active(),
    async (span) => {
      try {
        return await work(span)
      } catch (error) {
        span.setStatus({
          code: SpanStatusCode.ERROR,
          message:
            error instanceof AppError ? error.code : error instanceof Error ? error.name : 'error',
        })
        throw error
      } finally {
        span.end()
      }
    },
  )
}

/** W3C trace context of what is being done now, for whoever continues it elsewhere. */
export function currentTraceparent(): string | null {
  const carrier: Record<string, string> = {}
  propagation.inject(context.active(), carrier)
  return carrier.traceparent ?? null
}

export const contextFrom = (traceparent: string | null): Context =>
  traceparent ? propagation.extract(context.active(), { traceparent }) : context.active()
