import { type Context, context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { getTableName, is } from 'drizzle-orm'
import { PgTable } from 'drizzle-orm/pg-core'
import { countStatement } from '../server/platform/metrics/instruments.ts'
import * as schema from './schema/index.ts'

const tracer = trace.getTracer('aam.db')

/** The parts of a postgres.js query that show when it is sent and when its response arrives. */
interface PendingQuery {
  executed: boolean
  handle(): unknown
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** What is recorded about a statement, derived from its text with placeholders. */
interface StatementInfo {
  /** Operation and table, which have few values. */
  summary: string
  operation: string
  attributes: Record<string, string>
}

let statements = 0

/** Number of statements sent in tenant transactions; tests and `aam bench` use differences. */
export const countStatements = (): number => statements

/**
 * Records a span and a metric for a query, from when it is sent until its response. The span contains the statement
 * with placeholders, never values (OpenTelemetry semantic conventions for databases). A fragment that is never sent
 * costs nothing. `statement` is the text, or the strings of a template.
 */
export function traceQuery<Q extends object>(query: Q, statement: string | readonly string[]): Q {
  const pending = query as unknown as PendingQuery
  // Captured now: under Bun a thenable loses the active context by the time it is awaited.
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

const byTemplate = new WeakMap<readonly string[], StatementInfo>()
const byText = new Map<string, StatementInfo>()
/** There are a few hundred texts; lists of ids of varying length create more. */
const maxCachedTexts = 2_000

function describe(statement: string | readonly string[]): StatementInfo {
  if (typeof statement !== 'string') {
    const known = byTemplate.get(statement)
    if (known) return known
    const described = describeText(statement.join('?'))
    byTemplate.set(statement, described)
    return described
  }
  const known = byText.get(statement)
  if (known) return known
  const described = describeText(statement)
  if (byText.size >= maxCachedTexts) byText.clear()
  byText.set(statement, described)
  return described
}

/** Known tables: FROM may also be followed by a function, an alias or part of a date. */
const tables = new Set<string>(
  Object.values(schema).flatMap((one) => (is(one, PgTable) ? [getTableName(one)] : [])),
)
const operations = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'WITH'])

function describeText(text: string): StatementInfo {
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
