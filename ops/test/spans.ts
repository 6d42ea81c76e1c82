import { NodeSDK } from '@opentelemetry/sdk-node'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

let recorded: ReadableSpan[] | null = null
let started = false

/**
 * Records the spans of this process from now on. Tracers keep the first provider that they meet, so every test file of a
 * process shares this one.
 */
export function recordSpans(): { getFinishedSpans(): ReadableSpan[]; stop(): void } {
  const spans: ReadableSpan[] = []
  recorded = spans
  if (!started) startTracing()
  return {
    getFinishedSpans: () => [...spans],
    stop: () => {
      recorded = null
    },
  }
}

function startTracing(): void {
  started = true
  const sdk = new NodeSDK({
    autoDetectResources: false,
    instrumentations: [],
    metricReaders: [],
    logRecordProcessors: [],
    spanProcessors: [
      {
        onStart: () => undefined,
        onEnd: (span) => void recorded?.push(span),
        forceFlush: async () => undefined,
        shutdown: async () => undefined,
      },
    ],
  })
  sdk.start()
}
