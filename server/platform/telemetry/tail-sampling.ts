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
  /** Gets the spans of a trace that is kept. */
  keep(spans: ReadableSpan[]): void
  /** Spans held at once, of all traces that are under way. */
  heldAtMost?: number
}

/** A trace is slow when what it began with in this process took this long, in seconds. */
const slowAfterSeconds = { request: 1, job: 30, other: 10 }
const spansOfTraceAtMost = 1_000
const defaultHeldAtMost = 20_000
const rememberedAtMost = 1_000

interface OpenTrace {
  spans: ReadableSpan[]
  isKept: boolean
  /** Spans under way that began in this process. */
  openRoots: number
}

/**
 * `ratio` is the share of ordinary traces that is kept. Every span is recorded; the W3C sampled flag says that its trace is kept whatever happens: because the caller keeps it,
 * because what it is linked to is kept, or by chance. The trace id decides that, so that all processes agree.
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
 * Holds the spans of a trace until what it began with here has ended, and then keeps all of them or none: a trace with an
 * error, or a slow one, is always kept. When too many are held, the oldest trace is given up.
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
  const giveUpOldest = (): void => {
    const [oldest] = open
    if (oldest) forget(...oldest)
  }
  const hold = (one: OpenTrace, span: ReadableSpan): void => {
    if (one.spans.length >= spansOfTraceAtMost && !isRoot(span)) return
    one.spans.push(span)
    held += 1
    if (held > heldAtMost) giveUpOldest()
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
        // What goes on behind an answer belongs to it, and an error is worth keeping by itself.
        const isKept = isSampled(spanContext) || keptBefore.has(spanContext.traceId)
        if (isKept || isTelling(span)) keep([span])
        return
      }
      hold(one, span)
      if (isSampled(spanContext) || isTelling(span)) one.isKept = true
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

const isTelling = (span: ReadableSpan): boolean =>
  span.status.code === SpanStatusCode.ERROR || (isRoot(span) && isSlow(span))

function isSlow({ kind, duration: [seconds] }: ReadableSpan): boolean {
  if (kind === SpanKind.SERVER) return seconds >= slowAfterSeconds.request
  return seconds >= (kind === SpanKind.CONSUMER ? slowAfterSeconds.job : slowAfterSeconds.other)
}
