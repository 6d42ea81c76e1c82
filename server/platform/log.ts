import { trace } from '@opentelemetry/api'
import pino from 'pino'

export type Log = pino.Logger

/** Values under these keys never reach a log line, wherever they stand. */
const secretKeys = [
  'password',
  'token',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'secret',
  'email',
  'text',
  'quote',
  'prompt',
  'value',
]

/** JSON lines on stdout; each carries the trace and span it was written in. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = {
    level,
    base: { service: 'aam' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: '[removed]',
    },
    serializers: { err: describeError },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext()
      return span ? { traceId: span.traceId, spanId: span.spanId } : {}
    },
  }
  return destination ? pino(options, destination) : pino(options)
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
