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

/** A transaction that sees one tenant's rows and no others. Only `withTenant` makes one. */
export interface TenantTx {
  readonly [tenantBrand]: true
  readonly tenantId: string
  /** Drizzle, for everyday reads and writes. */
  readonly orm: Orm
  /** Hand-written SQL, for what is read or written in bulk. */
  readonly sql: postgres.TransactionSql
  /** Set by whoever writes to the outbox; the relay is poked after the commit. */
  outboxUsed: boolean
  /** What `outside` did for this transaction, by name. */
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

/** Thrown through a transaction that cannot go on before something was done outside of it. */
class NotPrepared extends Error {
  constructor(
    readonly what: string,
    readonly prepare: () => Promise<unknown>,
  ) {
    super(`${what} has to be prepared outside the transaction.`)
  }
}

/**
 * Does what takes long without holding locks or a connection meanwhile: the transaction is rolled back, `prepare` runs,
 * and the transaction begins again, where this returns what `prepare` returned or rejects with what it rejected with.
 * So whatever a transaction does before must do no harm when done twice.
 */
export async function outside<T>(
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
 * The only way to tenant data: a transaction with `app.tenant_id` set for its length. Commits when `work` returns and
 * rolls back when it throws; does `work` again after what it wanted done `outside`. Row-level security refuses other
 * tenants' rows (SQLSTATE 42501 on writes). Throws CommitUnknown when the server goes away before it has answered COMMIT,
 * and AppError `unavailable` when too many of the tenant's transactions wait. One inside another could wait for itself:
 * begin none.
 */
export async function withTenant<T>(
  db: Database,
  scope: TenantScope,
  work: (tx: TenantTx) => Promise<T>,
): Promise<T> {
  const prepared = new Map<string, PromiseSettledResult<unknown>>()
  for (;;) {
    try {
      return await observed(scope, (span) => transact(db, scope, { prepared, span }, work))
    } catch (error) {
      if (!(error instanceof NotPrepared) || prepared.has(error.what)) throw error
      const [settled] = await Promise.allSettled([error.prepare()])
      prepared.set(error.what, settled)
    }
  }
}

const endsBySense = (error: unknown): boolean =>
  error instanceof NotPrepared || isClientError(error)

/** One span and one figure for a transaction, with its wait for a connection. */
async function observed<T>(
  { tenantId }: TenantScope,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const startedAt = performance.now()
  const count = (outcome: 'ok' | 'refused' | 'error'): void =>
    countTransaction((performance.now() - startedAt) / 1_000, { outcome })
  const attributes = { 'db.system.name': 'postgresql', 'aam.tenant_id': tenantId }
  try {
    const value = await inSpan('transaction', attributes, work, { isExpected: endsBySense })
    count('ok')
    return value
  } catch (error) {
    count(endsBySense(error) ? 'refused' : 'error')
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
  // The driver calls back from wherever it reads its socket.
  const here = context.active()
  const begin = (work: (connection: postgres.TransactionSql) => Promise<Done<T>>) =>
    db.turns.transactions.run(
      { tenantId: scope.tenantId },
      async () => (await db.sql.begin(work)) as Done<T>,
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

interface Done<T> {
  value: T
  outboxUsed: boolean
}

/**
 * One hand-written, prepared read of a tenant's rows as a single statement, a transaction of its own; `parameters` fill
 * `$1 …`. The page is a correlated sub-select of the row that sets `app.tenant_id`, so Postgres cannot look at a row
 * before the tenant is set; and a row that it did look at earlier would be refused by row-level security. Rows come as
 * JSON: times are ISO 8601 text. For hot lists only: BEGIN, SET and COMMIT beside a short read cost more than it does.
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
  return db.turns.reads.run({ tenantId: scope.tenantId }, async () => {
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
