import { trace } from '@opentelemetry/api'
import pino from 'pino'
import { currentLineIds } from './telemetry/line-ids.ts'

export type Log = pino.Logger

/** What a log line may carry; anything else is left out, so that nobody's words or secrets slip in with an object. */
const allowed = new Set([
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

/** JSON lines on stdout; each carries the trace and span it was written in, and whose request it was written for. */
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
      for (const [key, id] of Object.entries(currentLineIds() ?? {})) {
        // A key that stood twice in a line would be read one way by some, and another way by others.
        if (id !== undefined && !bound?.has(key)) ids[key] = id
      }
      return ids
    },
  }
  return sieveChildren(destination ? pino(options, destination) : pino(options))
}

/** What the lines of a child say anyway. */
const boundKeys = new WeakMap<Log, ReadonlySet<string>>()

/** Pino's formatter for bindings holds for the logger itself only; its children inherit this method. */
function sieveChildren(log: Log): Log {
  const { child } = log
  log.child = function sieved(this: Log, bindings: pino.Bindings, options?: object) {
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
  for (const key in line) if (allowed.has(key)) kept[key] = line[key]
  return kept
}

/** Type, code and stack of an error. Drivers put parameters into messages and properties, so neither is kept whole. */
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

/** SQLSTATE classes of data that did not fit: their messages quote it. */
const quotesData = /^2[23][0-9A-Z]{3}$/

function messageOf(error: Error, code: string): string {
  if (quotesData.test(code)) return 'the database refused the data'
  if (error instanceof SyntaxError) return 'what was read is malformed'
  if (!error.message.startsWith('Failed query')) return error.message.slice(0, 300)
  const cause = error.cause as { message?: unknown } | undefined
  return String(cause?.message ?? 'query failed').slice(0, 300)
}
