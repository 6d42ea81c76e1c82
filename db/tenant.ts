import { context, type Span } from '@opentelemetry/api'
import { PgDialect } from 'drizzle-orm/pg-core'
import { PostgresJsSession, PostgresJsTransaction } from 'drizzle-orm/postgres-js'
import { createTableRelationsHelpers, extractTablesRelationalConfig } from 'drizzle-orm/relations'
import type postgres from 'postgres'
import { countTransaction } from '../server/platform/metrics/instruments.ts'
import { inSpan, isClientError } from '../server/platform/telemetry/span.ts'
import type { Database } from './client.ts'
import { CommitUnknown, isDatabaseOutage } from './outage.ts'
import { traceQuery } from './statement-spans.ts'
import * as schema from './schema/index.ts'

declare const tenantBrand: unique symbol

type Orm = PostgresJsTransaction<typeof schema, ReturnType<typeof relations>['tables']>

/** A transaction that sees only one tenant's rows. Created only by `withTenant`. */
export interface TenantTx {
  readonly [tenantBrand]: true
  readonly tenantId: string
  /** Drizzle, for everyday reads and writes. */
  readonly orm: Orm
  /** Hand-written SQL, for bulk reads and writes. */
  readonly sql: postgres.TransactionSql
  /** Set by code that writes to the outbox; the relay is then woken after the commit. */
  outboxUsed: boolean
  /** Results of `outsideTransaction` for this transaction, by name. */
  readonly prepared: ReadonlyMap<string, PromiseSettledResult<unknown>>
}

export interface TenantScope {
  tenantId: string
}

const dialect = new PgDialect({ casing: undefined })
const relations = () => extractTablesRelationalConfig(schema, createTableRelationsHelpers)
const config = relations()
const relational = {
  fullSchema: schema,
  schema: config.tables,
  tableNamesMap: config.tableNamesMap,
}

/** Thrown to abort a transaction that first needs work done outside of it. */
class NotPrepared extends Error {
  constructor(
    readonly what: string,
    readonly prepare: () => Promise<unknown>,
  ) {
    super(`${what} has to be prepared outsideTransaction the transaction.`)
  }
}

/**
 * Runs slow work without holding locks or a connection: rolls the transaction back, runs `prepare`, and starts the
 * transaction again, in which this call returns or throws the outcome of `prepare`. Everything before this call
 * therefore runs twice and must be harmless when repeated.
 */
export async function outsideTransaction<T>(
  tx: TenantTx,
  what: string,
  prepare: () => Promise<T>,
): Promise<T> {
  const settled = tx.prepared.get(what)
  if (!settled) throw new NotPrepared(what, prepare)
  if (settled.status === 'rejected') throw settled.reason
  return settled.value as T
}

/**
 * The only access to tenant data: a transaction with `app.tenant_id` set. Commits when `work` returns and rolls back
 * when it throws; runs `work` again after each `outsideTransaction`. Row-level security rejects other tenants' rows
 * (SQLSTATE 42501 on writes). Throws CommitUnknown when the server becomes unavailable before it has answered COMMIT,
 * and AppError `unavailable` when too many of the tenant's transactions wait. Do not nest it: the inner transaction
 * could wait for the outer one.
 */
export async function withTenant<T>(
  db: Database,
  scope: TenantScope,
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  const prepared = new Map<string, PromiseSettledResult<unknown>>()
  for (;;) {
    try {
      return await withMetrics(scope, (span) => transact(db, scope, { prepared, span }, work))
    } catch (error) {
      if (!(error instanceof NotPrepared) || prepared.has(error.what)) throw error
      const [settled] = await Promise.allSettled([error.prepare()])
      prepared.set(error.what, settled)
    }
  }
}

const isExpected = (error: unknown): boolean => error instanceof NotPrepared || isClientError(error)

/** Records one span and one metric for a transaction, including its wait for a connection. */
async function withMetrics<T>(
  { tenantId }: TenantScope,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const startedAt = performance.now()
  const count = (outcome: 'ok' | 'refused' | 'error'): void =>
    countTransaction((performance.now() - startedAt) / 1_000, { outcome })
  const attributes = { 'db.system.name': 'postgresql', 'aam.tenant_id': tenantId }
  try {
    const value = await inSpan('transaction', attributes, work, { isExpected })
    count('ok')
    return value
  } catch (error) {
    count(isExpected(error) ? 'refused' : 'error')
    throw error
  }
}

async function transact<T>(
  db: Database,
  scope: TenantScope,
  { prepared, span }: { prepared: TenantTx['prepared']; span: Span },
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  let isCommitting = false
  const askedAt = performance.now()
  // The driver calls back from its socket handler, outside this async context.
  const here = context.active()
  const begin = (work: (connection: postgres.TransactionSql) => Promise<Committed<T>>) =>
    db.gates.transactions.run(
      { tenantId: scope.tenantId },
      async () => (await db.sql.begin(work)) as Committed<T>,
    )
  const transaction = begin(async (connection) => {
    span.setAttribute('aam.wait_ms', Math.round(performance.now() - askedAt))
    const sql = traced(connection)
    const scoped = setTenant(connection, scope.tenantId)
    scoped.catch(() => undefined)
    const session = new PostgresJsSession(sql as unknown as postgres.Sql, dialect, relational, {})
    const orm = new PostgresJsTransaction(dialect, session as never, relational, 0) as Orm
    const tx = { tenantId: scope.tenantId, orm, sql, outboxUsed: false, prepared } as TenantTx
    const value = await context.with(here, () => work(tx))
    await scoped
    isCommitting = true
    return { value, outboxUsed: tx.outboxUsed }
  })
  const result = await transaction.catch((error: unknown) => {
    throw isCommitting && isDatabaseOutage(error) ? new CommitUnknown(error) : error
  })
  if (result.outboxUsed) db.onOutbox?.()
  return result.value
}

interface Committed<T> {
  value: T
  outboxUsed: boolean
}

/**
 * Runs one prepared read of a tenant's rows as a single statement, which is its own transaction; `parameters` fill `$1
 * …`. The page is a correlated sub-select of the row that sets `app.tenant_id`, so Postgres cannot read a row before
 * the tenant is set; row-level security would reject a row that is read earlier. Rows are returned as JSON: times are
 * ISO 8601 text. Only for hot lists, where BEGIN, SET and COMMIT would cost more than the read.
 */
export async function readTenant<Row extends object>(
  db: Database,
  scope: TenantScope,
  statement: string,
  parameters: postgres.ParameterOrJSON<never>[],
): Promise<Row[]> {
  const scoped = `
    select (select coalesce(json_agg(page), '[]'::json) from (${statement}) page where scope.tenant_id is not null) as rows
    from (select set_config('app.tenant_id', $${parameters.length + 1}, true) as tenant_id) scope`
  const values = [...parameters, scope.tenantId]
  return db.gates.reads.run({ tenantId: scope.tenantId }, async () => {
    const query = db.sql.unsafe<{ rows: Row[] }[]>(scoped, values, { prepare: true })
    const [read] = await traceQuery(query, statement)
    return read?.rows ?? []
  })
}

const setTenant = (connection: postgres.TransactionSql, tenantId: string) =>
  connection`select set_config('app.tenant_id', ${tenantId}, true)`

function traced(connection: postgres.TransactionSql): postgres.TransactionSql {
  return new Proxy(connection, {
    apply(target, _self, args: Parameters<typeof connection>) {
      const query = Reflect.apply(target, undefined, args) as object
      const strings = args[0] as unknown as { raw?: readonly string[] }
      return Array.isArray(strings) && strings.raw ? traceQuery(query, strings.raw) : query
    },
    get(target, name, receiver) {
      if (name !== 'unsafe') return Reflect.get(target, name, receiver) as unknown
      return (statement: string, ...rest: [never[], object]) =>
        traceQuery(target.unsafe(statement, ...rest), statement)
    },
  })
}
