import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { csvHead, csvLine } from '../../platform/csv.ts'
import { type Cursors, readCursor, toPage } from '../../platform/cursors.ts'
import { requireFeature } from '../../../tenants/limits/features.ts'
import type { Services } from '../../../db/services.ts'
import { toStream } from '../../platform/text-stream.ts'
import type { AuditExportQuery, AuditPage, AuditQuery, AuditRow } from './contract.ts'
import {
  type AuditFilter,
  type AuditLine,
  listAuditLines,
  listNames,
  type NamedThing,
} from './repo.ts'

export type AuditDeps = Services & { cursors: Cursors }

const listName = 'audit'
const exportedAtOnce = 500

/** Who did what, newest first. */
export async function listAudit(
  deps: AuditDeps,
  ctx: Ctx,
  { cursor, limit = 20, ...filter }: AuditQuery,
): Promise<AuditPage> {
  authorize(ctx, 'audit:read')
  const [before = null] = readCursor(deps.cursors, listName, cursor) ?? []
  const { lines, toRow } = await withTenant(deps.db, ctx, (tx) =>
    readLines(tx, filter, before, limit + 1),
  )
  return toPage(lines, limit, toRow, (last) => deps.cursors.sign(listName, [last.id]))
}

/** All rows that fit, as a file that is written while it is read. That it was taken is in the audit itself. */
export async function exportAudit(
  deps: AuditDeps,
  ctx: Ctx,
  { format, ...filter }: AuditExportQuery,
): Promise<ReadableStream<Uint8Array>> {
  authorize(ctx, 'audit:read')
  await withTenant(deps.db, ctx, async (tx) => {
    await requireFeature(tx, 'auditExport')
    await audit(tx, ctx, 'audit.exported', null, { format, ...filter })
  })
  const pages = readPages(deps, ctx, filter)
  return toStream(format === 'csv' ? toCsv(pages) : toJson(pages))
}

async function* readPages(
  { db }: AuditDeps,
  ctx: Ctx,
  filter: AuditFilter,
): AsyncGenerator<AuditRow[]> {
  let before: string | null = null
  for (;;) {
    const at: string | null = before
    const { lines, toRow }: ReadLines = await withTenant(db, ctx, (tx) =>
      readLines(tx, filter, at, exportedAtOnce),
    )
    if (lines.length > 0) yield lines.map(toRow)
    before = lines.at(-1)?.id ?? null
    if (lines.length < exportedAtOnce) return
  }
}

interface ReadLines {
  lines: AuditLine[]
  toRow: (line: AuditLine) => AuditRow
}

/** Lines, and how to show them with the names of what they mention. */
async function readLines(
  tx: TenantTx,
  filter: AuditFilter,
  before: string | null,
  atMost: number,
): Promise<ReadLines> {
  const lines = await listAuditLines(tx, filter, before, atMost)
  const ids = new Set(lines.flatMap(({ data }) => idsIn(data)))
  const named = ids.size > 0 ? await listNames(tx, [...ids]) : []
  const byId = new Map(named.map((one) => [one.id, one]))
  return { lines, toRow: (line) => toAuditRow(line, byId) }
}

const uuids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

const idsIn = (data: Record<string, unknown>): string[] =>
  Object.values(data).flatMap((value) =>
    typeof value === 'string' ? (value.match(uuids) ?? []) : [],
  )

async function* toJson(pages: AsyncIterable<AuditRow[]>): AsyncGenerator<string> {
  let isFirst = true
  yield '['
  for await (const rows of pages) {
    yield `${isFirst ? '' : ','}\n${rows.map((row) => JSON.stringify(row)).join(',\n')}`
    isFirst = false
  }
  yield '\n]\n'
}

const columns: [string, (row: AuditRow) => string][] = [
  ['at', (row) => row.at],
  ['actor', (row) => row.actor.name ?? row.actor.kind],
  ['actorId', (row) => row.actor.id ?? ''],
  ['key', (row) => row.key?.id ?? ''],
  ['action', (row) => row.action],
  ['object', (row) => row.object?.name ?? ''],
  ['objectId', (row) => row.object?.id ?? ''],
  ['address', (row) => row.address ?? ''],
  ['changes', (row) => JSON.stringify(row.changes)],
  ['requestId', (row) => row.requestId ?? ''],
]

async function* toCsv(pages: AsyncIterable<AuditRow[]>): AsyncGenerator<string> {
  yield csvHead(columns.map(([name]) => name))
  for await (const rows of pages)
    yield rows.map((row) => csvLine(columns.map(([, of]) => of(row)))).join('')
}

const toAuditRow = (line: AuditLine, known: ReadonlyMap<string, NamedThing>): AuditRow => ({
  id: line.id,
  at: line.createdAt.toISOString(),
  actor: {
    kind: line.actorKind === 'user' ? 'user' : 'system',
    id: line.actorId,
    name: line.actorName,
  },
  key: line.keyId === null ? null : { id: line.keyId, name: line.keyName },
  action: line.action,
  object:
    line.subjectId === null
      ? null
      : { id: line.subjectId, kind: line.subjectKind, name: line.subjectName },
  address: line.address,
  changes: line.data,
  names: Object.fromEntries(
    idsIn(line.data).flatMap((id) => {
      const thing = known.get(id)
      return thing ? [[id, { kind: thing.kind, name: thing.name }]] : []
    }),
  ),
  requestId: line.requestId,
})
