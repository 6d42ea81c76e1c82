import { trace } from '@opentelemetry/api'
import pino from 'pino'
import { currentLogContext } from './telemetry/log-context.ts'

export type Log = pino.Logger

/** The only fields that a log line may contain, so that no content or secrets leak in with an object. */
const allowedFields = new Set([
  'attempt',
  'concurrency',
  'durationMs',
  'err',
  'failures',
  'form',
  'handedBack',
  'job',
  'jobId',
  'kind',
  'linkedTraceId',
  'meetingId',
  'method',
  'note',
  'outboxId',
  'path',
  'port',
  'purpose',
  'reason',
  'requestId',
  'serverMessage',
  'service',
  'signal',
  'spanId',
  'stage',
  'stages',
  'status',
  'tenantId',
  'traceId',
])

/** Logs JSON lines to stdout, each with the current trace, span and request ids. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { service: 'aam' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: keepAllowed, bindings: keepAllowed },
    serializers: { err: describeError },
    mixin: (_line, _level, log) => {
      const span = trace.getActiveSpan()?.spanContext()
      const ids: Record<string, unknown> = span
        ? { traceId: span.traceId, spanId: span.spanId }
        : {}
      const bound = boundKeys.get(log as Log)
      for (const [key, id] of Object.entries(currentLogContext() ?? {})) {
        // Parsers disagree on which value of a duplicate key counts.
        if (id !== undefined && !bound?.has(key)) ids[key] = id
      }
      return ids
    },
  }
  return filterChildBindings(destination ? pino(options, destination) : pino(options))
}

/** Keys that a child logger adds to all its lines. */
const boundKeys = new WeakMap<Log, ReadonlySet<string>>()

/** Pino's formatter for bindings applies only to the logger itself, so `child`, which children inherit, is wrapped. */
function filterChildBindings(log: Log): Log {
  const { child } = log
  log.child = function filtered(this: Log, bindings: pino.Bindings, options?: object) {
    const kept = keepAllowed(bindings)
    const made = child.call(this, kept, options)
    const inherited = boundKeys.get(this as unknown as Log) ?? []
    boundKeys.set(made as unknown as Log, new Set([...inherited, ...Object.keys(kept)]))
    return made
  } as Log['child']
  return log
}

function keepAllowed(line: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const key in line) if (allowedFields.has(key)) kept[key] = line[key]
  return kept
}

/**
 * Type, code and stack of an error. Drivers put parameters into messages and properties, so these are not kept in full.
 */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const cause = error.cause as { code?: unknown } | undefined
  const code = (error as { code?: unknown }).code ?? cause?.code
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trim().startsWith('at '))
  return {
    type: error.name,
    message: messageOf(error, String(code ?? '')),
    ...(code === undefined ? {} : { code }),
    stack: frames.slice(0, 8).join('\n'),
  }
}

/** SQLSTATE classes for invalid data, whose messages quote the data. */
const quotesData = /^2[23][0-9A-Z]{3}$/

function messageOf(error: Error, code: string): string {
  if (quotesData.test(code)) return 'the database refused the data'
  if (error instanceof SyntaxError) return 'what was read is malformed'
  if (!error.message.startsWith('Failed query')) return error.message.slice(0, 300)
  const cause = error.cause as { message?: unknown } | undefined
  return String(cause?.message ?? 'query failed').slice(0, 300)
}
