import { trace } from '@opentelemetry/api'
import pino from 'pino'

export type Log = pino.Logger

/** What a log line may carry; anything else is left out, so that nobody's words or secrets slip in with an object. */
const allowed = new Set([
  'attempt',
  'concurrency',
  'durationMs',
  'err',
  'failures',
  'handedBack',
  'job',
  'jobId',
  'kind',
  'meetingId',
  'method',
  'note',
  'outboxId',
  'path',
  'port',
  'purpose',
  'reason',
  'requestId',
  'service',
  'signal',
  'stage',
  'stages',
  'status',
  'tenantId',
  'traceId',
])

/** JSON lines on stdout; each carries the trace and span it was written in. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { service: 'aam' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: keepAllowed, bindings: keepAllowed },
    serializers: { err: describeError },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext()
      return span ? { traceId: span.traceId, spanId: span.spanId } : {}
    },
  }
  return destination ? pino(options, destination) : pino(options)
}

function keepAllowed(line: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const key in line) if (allowed.has(key)) kept[key] = line[key]
  return kept
}

/** Type, code and stack of an error. Drivers put parameters into messages and properties, so neither is kept whole. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const cause = error.cause as { code?: unknown; message?: unknown } | undefined
  const code = (error as { code?: unknown }).code ?? cause?.code
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '))
  const isQuery = error.message.startsWith('Failed query')
  return {
    type: error.name,
    message: isQuery ? String(cause?.message ?? 'query failed') : error.message.slice(0, 300),
    ...(code === undefined ? {} : { code }),
    stack: frames.slice(0, 8).join('\n'),
  }
}
