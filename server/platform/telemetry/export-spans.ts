import { within } from '../deadline.ts'
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace'

export interface SpanQueue {
  add(spans: ReadableSpan[]): void
  /** Sends all queued spans; resolves once the collector has answered, even with an error. */
  flush(): Promise<void>
  stop(): Promise<void>
}

export interface SpanQueueOptions {
  waitingAtMost?: number
  batchSize?: number
  everyMs?: number
  /** Called with the number of spans that did not reach the collector. */
  onLost?: (count: number) => void
}

/** A collector that does not answer must not delay the end of the process. */
const stopTimeoutMs = 2_000

/**
 * Sends spans to a collector, one batch at a time. A slow or unavailable collector costs spans, never memory or
 * requests. The SDK's own queue drops spans without the sampled flag, which spans of failed traces lack.
 */
export function queueSpans(
  exporter: SpanExporter,
  {
    waitingAtMost = 8_192,
    batchSize = 512,
    everyMs = 2_000,
    onLost = () => undefined,
  }: SpanQueueOptions = {},
): SpanQueue {
  let waiting: ReadableSpan[] = []
  let sending: Promise<void> | undefined

  const send = (batch: ReadableSpan[]): Promise<void> =>
    new Promise((resolve) => {
      exporter.export(batch, ({ error }) => {
        if (error) onLost(batch.length)
        resolve()
      })
    })
  const sendAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize)
      waiting = waiting.slice(batchSize)
      await send(batch)
    }
  }
  const flush = (): Promise<void> =>
    (sending ??= sendAll().finally(() => {
      sending = undefined
    }))
  const timer = setInterval(() => void flush(), everyMs)
  timer.unref()

  return {
    add(spans) {
      const room = Math.max(0, waitingAtMost - waiting.length)
      for (const span of spans.slice(0, room)) waiting.push(span)
      if (spans.length > room) onLost(spans.length - room)
      if (waiting.length >= batchSize) void flush()
    },
    flush,
    async stop() {
      clearInterval(timer)
      const ending = flush().then(() => exporter.shutdown())
      await within(stopTimeoutMs, ending, () => new Error('The collector does not answer'))
    },
  }
}
