import { type Context, context, createContextKey } from '@opentelemetry/api'

/** Ids that are added to every log line of a request or job. */
export interface LogContext {
  readonly requestId?: string | undefined
  readonly tenantId?: string | undefined
  /** The trace that caused this one. */
  readonly linkedTraceId?: string | undefined
}

const key = createContextKey('aam.log-context')

export const withLogContext = (parent: Context, ids: LogContext): Context =>
  parent.setValue(key, ids)

export const currentLogContext = (): LogContext | undefined =>
  context.active().getValue(key) as LogContext | undefined
