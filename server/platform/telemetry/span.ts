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
  /** Whether what was thrown is no fault, but a way for the work to end. */
  isExpected?: (error: unknown) => boolean
  /** The code of what was thrown. */
  nameError?: (error: unknown) => string
}

/**
 * Runs `work` in a span that ends with it. A failure marks the span with its code, never with its message; what the caller
 * did wrong is named without being a failure.
 */
export async function inSpan<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
  {
    kind = SpanKind.INTERNAL,
    parent = context.active(),
    links = [],
    isExpected = isCallersFault,
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

/** A span of something that is over already, and was measured elsewhere; times are milliseconds since 1970. */
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

/** What a request did wrong is none of ours: a trace with an error is kept, and should be worth it. */
export const isCallersFault = (error: unknown): boolean =>
  error instanceof AppError && errorStatuses[error.code] < 500

/** `error.type` of the semantic conventions: a code or the name of a class, of which there are few. */
export function markFailed(span: Span, code: string): void {
  span.setAttribute('error.type', code)
  span.setStatus({ code: SpanStatusCode.ERROR, message: code })
}

/** The code of an error that has one, else its name: messages may hold what people said. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error'
  const { code } = error as { code?: unknown }
  return typeof code === 'string' ? code : error.name
}

/** Runs work without recording spans: for health checks and scrapes. */
export const untraced = <T>(work: () => T): T =>
  context.with(suppressTracing(context.active()), work)

/** W3C trace context of what is being done now, for whoever continues it elsewhere. */
export function currentTraceparent(): string | null {
  const carrier: Record<string, string> = {}
  propagation.inject(context.active(), carrier)
  return carrier.traceparent ?? null
}

/** What goes along with a request to somebody else: the trace context, and nothing that came with it from outside. */
export function traceHeaders(): Record<string, string> {
  const traceparent = currentTraceparent()
  return traceparent === null ? {} : { traceparent }
}

export const contextFrom = (traceparent: string | null): Context =>
  traceparent ? propagation.extract(context.active(), { traceparent }) : context.active()

/** The span that a W3C trace context names, to be linked to; undefined where it names none. */
export function linkTo(traceparent: string | null): Link | undefined {
  if (traceparent === null) return undefined
  const span = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent }))
  return span ? { context: span } : undefined
}

/** The same for a context that anybody may have made up: its flag keeps no trace of ours. */
export function linkToStranger(traceparent: string | null): Link | undefined {
  const link = linkTo(traceparent)
  return link && { context: { ...link.context, traceFlags: TraceFlags.NONE } }
}
