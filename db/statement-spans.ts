import { type Context, context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { getTableName, is } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { countStatement } from '../server/platform/metrics/instruments.ts'
import * as schema from './schema/index.ts'

const tracer = trace.getTracer('aam.db')

/** The parts of a postgres.js query that tell when it leaves and when its answer is there. */
interface PendingQuery {
  executed: boolean
  handle(): unknown
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** What is said of a statement: no more than its text with placeholders tells. */
interface Described {
  /** Operation and table, of which there are few. */
  summary: string
  operation: string
  attributes: Record<string, string>
}

let statements = 0

/** How many statements this process has sent inside tenant transactions: tests and `aam bench` take differences. */
export const countStatements = (): number => statements

/**
 * Gives one query a span and a figure from when it is sent until its answer. The span holds the statement with its
 * placeholders, never values (OpenTelemetry semantic conventions for databases). A fragment that is never sent costs
 * nothing. `statement` is the text, or the strings of a template.
 */
export function traceQuery<Q extends object>(query: Q, statement: string | readonly string[]): Q {
  const pending = query as unknown as PendingQuery
  // Taken now: a thenable loses the active context under Bun by the time it is awaited.
  const parent = context.active()
  const handle = pending.handle.bind(pending)
  pending.handle = () => {
    if (!pending.executed) begin(pending, statement, parent)
    return handle()
  }
  return query
}

function begin(
  pending: PendingQuery,
  statement: string | readonly string[],
  parent: Context,
): void {
  statements += 1
  const { summary, operation, attributes } = describe(statement)
  const span = tracer.startSpan(summary, { kind: SpanKind.CLIENT, attributes }, parent)
  const startedAt = performance.now()
  const { resolve, reject } = pending
  const count = (outcome: 'ok' | 'error'): void =>
    countStatement((performance.now() - startedAt) / 1_000, { operation, outcome })
  pending.resolve = (value) => {
    span.end()
    count('ok')
    resolve(value)
  }
  pending.reject = (error) => {
    const { code } = (error ?? {}) as { code?: unknown }
    if (typeof code === 'string') span.setAttribute('db.response.status_code', code)
    span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
    count('error')
    reject(error)
  }
}

const ofTemplates = new WeakMap<readonly string[], Described>()
const ofTexts = new Map<string, Described>()
/** There are some hundreds; lists of ids of any length make more of them. */
const textsAtMost = 2_000

function describe(statement: string | readonly string[]): Described {
  if (typeof statement !== 'string') {
    const known = ofTemplates.get(statement)
    if (known) return known
    const described = describeText(statement.join('?'))
    ofTemplates.set(statement, described)
    return described
  }
  const known = ofTexts.get(statement)
  if (known) return known
  const described = describeText(statement)
  if (ofTexts.size >= textsAtMost) ofTexts.clear()
  ofTexts.set(statement, described)
  return described
}

/** What follows FROM may be a function, an alias or a part of a date, too. */
const tables = new Set<string>(
  Object.values(schema).flatMap((one) => (is(one, PgTable) ? [getTableName(one)] : [])),
)
const operations = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'WITH'])

function describeText(text: string): Described {
  const word = /[a-z]+/i.exec(text)?.[0].toUpperCase() ?? ''
  const operation = operations.has(word) ? word : 'OTHER'
  const named = text.matchAll(/\b(?:from|into|update|join)\s+"?([a-z_]+)/gi)
  const table = [...named].map(([, name = '']) => name).find((name) => tables.has(name))
  const summary = table ? `${operation} ${table}` : operation
  return {
    summary,
    operation,
    attributes: {
      'db.system.name': 'postgresql',
      'db.operation.name': operation,
      'db.query.summary': summary,
      'db.query.text': text.replaceAll(/\s+/g, ' ').trim().slice(0, 2_000),
    },
  }
}
