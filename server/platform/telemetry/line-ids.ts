import { type Context, context, createContextKey } from '@opentelemetry/api'

/** What every log line says that is written while something is done for somebody. */
export interface LineIds {
  readonly requestId?: string | undefined
  readonly tenantId?: string | undefined
  /** The trace that asked for what is done in this one. */
  readonly linkedTraceId?: string | undefined
}

const key = createContextKey('aam.line-ids')

export const withLineIds = (parent: Context, ids: LineIds): Context => parent.setValue(key, ids)

export const currentLineIds = (): LineIds | undefined =>
  context.active().getValue(key) as LineIds | undefined
