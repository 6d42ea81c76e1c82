import {
  type Attributes,
  type Context,
  context,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api'
import { suppressTracing } from '@opentelemetry/core'
import { AppError, errorStatuses } from '../errors.ts'

const tracer = trace.getTracer('aam')

export interface SpanOptions {
  kind?: SpanKind
  parent?: Context
  links?: Link[]
  /** Whether an error is an expected outcome and not a failure. */
  isExpected?: (error: unknown) => boolean
  /** Returns the code of an error. */
  nameError?: (error: unknown) => string
}

/**
 * Runs `work` in a span that ends with it. A failure is recorded with its code, never its message. An expected error is
 * recorded without marking the span as failed.
 */
export async function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
  {
    kind = SpanKind.INTERNAL,
    parent = context.active(),
    links = [],
    isExpected = isClientError,
    nameError = codeOf,
  }: SpanOptions = {},
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes, kind, links }, parent, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      if (isExpected(error)) span.setAttribute('error.type', nameError(error))
      else markFailed(span, nameError(error))
      throw error
    } finally {
      span.end()
    }
  })
}

/** Records a span that has already ended and was measured elsewhere; times are milliseconds since 1970. */
export function recordSpan(
  name: string,
  attributes: Attributes,
  {
    startedAtMs,
    endedAtMs,
    isFailed,
  }: { startedAtMs: number; endedAtMs: number; isFailed: boolean },
  parent: Context,
): void {
  const span = tracer.startSpan(name, { attributes, startTime: new Date(startedAtMs) }, parent)
  if (isFailed) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end(new Date(endedAtMs))
}

/** Errors caused by the client are not failures: every trace with a failure is kept and should be worth keeping. */
export const isClientError = (error: unknown): boolean =>
  error instanceof AppError && errorStatuses[error.code] < 500

/** Sets `error.type` (semantic conventions) to a code or class name, which have few values. */
export function markFailed(span: Span, code: string): void {
  span.setAttribute('error.type', code)
  span.setStatus({ code: SpanStatusCode.ERROR, message: code })
}

/** The code of an error, else its name; messages may contain content. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error'
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : error.name
}

/** Runs work without recording spans, for health checks and scrapes. */
export const untraced = <T>(work: () => T): T =>
  context.with(suppressTracing(context.active()), work)

/** The current W3C trace context, to be continued elsewhere; null outside a trace. */
export function currentTraceparent(): string | null {
  const carrier: Record<string, string> = {}
  propagation.inject(context.active(), carrier)
  return carrier.traceparent ?? null
}

/** Headers for outgoing requests: the trace context only, without baggage or state from outside. */
export function traceHeaders(): Record<string, string> {
  const traceparent = currentTraceparent()
  return traceparent === null ? {} : { traceparent }
}

export const contextFrom = (traceparent: string | null): Context =>
  traceparent ? propagation.extract(context.active(), { traceparent }) : context.active()

/** A link to the span in a W3C trace context; undefined when it is not valid. */
export function linkTo(traceparent: string | null): Link | undefined {
  if (traceparent === null) return undefined
  const span = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }))
  return span ? { context: span } : undefined
}

/** The same for an untrusted context: clears its sampled flag, so that it cannot make us keep a trace. */
export function linkToUntrusted(traceparent: string | null): Link | undefined {
  const link = linkTo(traceparent)
  return link && { context: { ...link.context, traceFlags: TraceFlags.NONE } }
}
