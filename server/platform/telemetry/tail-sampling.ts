import {
  type Context,
  SamplingDecision,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api'
import type { ReadableSpan, Sampler, SpanProcessor } from '@opentelemetry/sdk-trace'

export interface TailSamplingOptions {
  /** Receives the spans of a kept trace. */
  keep(spans: ReadableSpan[]): void
  /** Spans buffered at once, of all open traces. */
  heldAtMost?: number
}

/** A trace is slow when its root span in this process takes this long, in seconds. */
const slowAfterSeconds = { request: 1, job: 30, other: 10 }
const spansOfTraceAtMost = 1_000
const defaultHeldAtMost = 20_000
const rememberedAtMost = 1_000

interface OpenTrace {
  spans: ReadableSpan[]
  isKept: boolean
  /** Open root spans in this process. */
  openRoots: number
}

/**
 * Records every span. Sets the W3C sampled flag on traces that will be kept in any case: because the caller keeps them,
 * because a linked trace is kept, or as part of the share `ratio` of ordinary traces. That share is chosen by trace id,
 * so that all processes agree.
 */
export function recordingSampler(ratio: number): Sampler {
  const below = Math.floor(ratio * 0x1_0000_0000)
  return {
    shouldSample(parent: Context, traceId, _name, _kind, _attributes, links) {
      const known = trace.getSpanContext(parent)
      const isChosen = known
        ? isSampled(known)
        : Number.parseInt(traceId.slice(-8), 16) < below ||
          links.some(({ context }) => isSampled(context))
      return {
        decision: isChosen ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.RECORD,
      }
    },
    toString: () => `AamRecordingSampler{${ratio}}`,
  }
}

const isSampled = ({ traceFlags }: SpanContext): boolean => (traceFlags & TraceFlags.SAMPLED) !== 0

/**
 * Buffers the spans of a trace until its root spans in this process have ended, and then keeps all of them or none. A
 * slow trace or one with an error is always kept. When too many spans are buffered, the oldest trace is dropped.
 */
export function tailSampling({
  keep,
  heldAtMost = defaultHeldAtMost,
}: TailSamplingOptions): SpanProcessor {
  const open = new Map<string, OpenTrace>()
  const keptBefore = new Set<string>()
  let held = 0

  const forget = (traceId: string, one: OpenTrace): void => {
    held -= one.spans.length
    open.delete(traceId)
  }
  const dropOldestTrace = (): void => {
    const [oldest] = open
    if (oldest) forget(...oldest)
  }
  const hold = (one: OpenTrace, span: ReadableSpan): void => {
    if (one.spans.length >= spansOfTraceAtMost && !isRoot(span)) return
    one.spans.push(span)
    held += 1
    if (held > heldAtMost) dropOldestTrace()
  }
  const flush = (traceId: string, one: OpenTrace): void => {
    keptBefore.add(traceId)
    const [oldest] = keptBefore
    if (keptBefore.size > rememberedAtMost && oldest !== undefined) keptBefore.delete(oldest)
    held -= one.spans.length
    keep(one.spans.splice(0))
  }
  return {
    onStart(span) {
      if (!isRoot(span)) return
      const { traceId } = span.spanContext()
      const known = open.get(traceId)
      if (known) known.openRoots += 1
      else open.set(traceId, { spans: [], isKept: keptBefore.has(traceId), openRoots: 1 })
    },
    onEnd(span) {
      const spanContext = span.spanContext()
      const one = open.get(spanContext.traceId)
      if (!one) {
        // Work that continues after the response belongs to its trace; an error is kept even alone.
        const isKept = isSampled(spanContext) || keptBefore.has(spanContext.traceId)
        if (isKept || isNotable(span)) keep([span])
        return
      }
      hold(one, span)
      if (isSampled(spanContext) || isNotable(span)) one.isKept = true
      if (!isRoot(span)) return
      one.openRoots -= 1
      if (one.isKept) flush(spanContext.traceId, one)
      if (one.openRoots === 0) forget(spanContext.traceId, one)
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
}

const isRoot = ({ parentSpanContext }: Pick<ReadableSpan, 'parentSpanContext'>): boolean =>
  parentSpanContext === undefined || parentSpanContext.isRemote === true

const isNotable = (span: ReadableSpan): boolean =>
  span.status.code === SpanStatusCode.ERROR || (isRoot(span) && isSlow(span))

function isSlow({ kind, duration: [seconds] }: ReadableSpan): boolean {
  if (kind === SpanKind.SERVER) return seconds >= slowAfterSeconds.request
  return seconds >= (kind === SpanKind.CONSUMER ? slowAfterSeconds.job : slowAfterSeconds.other)
}
