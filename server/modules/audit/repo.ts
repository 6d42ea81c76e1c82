import type postgres from 'postgres'
import { columnsOf, type RowOf } from '../../../db/columns.ts'
import { auditLog } from '../../../db/schema/index.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import { firstIdOf } from '../../platform/ids.ts'
import type { AuditQuery, AuditRow } from './contract.ts'

const lineColumns = columnsOf(
  auditLog,
  'id',
  'createdAt',
  'actorKind',
  'actorId',
  'keyId',
  'action',
  'subjectId',
  'address',
  'requestId',
  'data',
)
export type AuditLine = RowOf<typeof lineColumns> & {
  actorName: string | null
  keyName: string | null
  subjectKind: NonNullable<AuditRow['object']>['kind']
  subjectName: string | null
}

export type AuditFilter = Omit<AuditQuery, 'cursor' | 'limit'>

/** For `like`: one action, or all actions of an area. */
function toPattern(action: string): string {
  const text = action.replaceAll('_', String.raw`\_`)
  return /\..+/.test(text) ? text : `${text.replace(/\.$/, '')}.%`
}

/**
 * The ids of a page, older than `before`, newest first. Under row-level security `like` cannot use an index. The few
 * different actions are therefore read one by one from their index, and the newest rows of each matching one are merged.
 */
export function selectAuditIds(
  { sql, tenantId }: TenantTx,
  { actor, action, object, from, to }: AuditFilter,
  before: string | null,
  atMost: number,
) {
  const newest = (ofAction: postgres.PendingQuery<postgres.Row[]>) => sql`
    select a.id from audit_log a where a.tenant_id = ${tenantId} ${ofAction}
      ${before ? sql`and a.id < ${before}::uuid` : sql``}
      ${actor ? sql`and a.actor_id = ${actor}::uuid` : sql``}
      ${object ? sql`and a.subject_id = ${object}::uuid` : sql``}
      ${from ? sql`and a.id >= ${firstIdOf(Date.parse(from))}::uuid` : sql``}
      ${to ? sql`and a.id < ${firstIdOf(Date.parse(to))}::uuid` : sql``}
    order by a.id desc limit ${atMost}`
  if (action === undefined) return newest(sql``)
  return sql`
    with recursive written as (
      (select a.action from audit_log a where a.tenant_id = ${tenantId} order by a.action limit 1)
      union all
      select (select a.action from audit_log a where a.tenant_id = ${tenantId} and a.action > w.action
        order by a.action limit 1)
      from written w where w.action is not null
    ), wanted as materialized (
      select w.action from written w where w.action like any(${action.split(',').map(toPattern)}::text[])
    )
    select n.id from wanted w cross join lateral (${newest(sql`and a.action = w.action`)}) n
    order by n.id desc limit ${atMost}`
}

/** Rows older than `before`, newest first, with current names. */
export async function listAuditLines(
  tx: TenantTx,
  filter: AuditFilter,
  before: string | null,
  atMost: number,
): Promise<AuditLine[]> {
  const { sql, tenantId } = tx
  return sql<AuditLine[]>`
    with page as (
      select a.* from audit_log a where a.tenant_id = ${tenantId}
        and a.id in (${selectAuditIds(tx, filter, before, atMost)})
    )
    select ${lineColumns(tx, 'p')}, u.name as "actorName", k.name as "keyName", s.kind as "subjectKind",
      s.name as "subjectName"
    from page p
    left join users u on u.tenant_id = p.tenant_id and u.id = p.actor_id
    left join api_keys k on k.tenant_id = p.tenant_id and k.id = p.key_id
    left join lateral (
      select 'meeting' as kind, m.title as name from meetings m where m.tenant_id = p.tenant_id and m.id = p.subject_id
      union all
      select 'member', x.name from users x where x.tenant_id = p.tenant_id and x.id = p.subject_id
      union all
      select 'person', x.name from people x where x.tenant_id = p.tenant_id and x.id = p.subject_id
      union all
      select 'client', x.name from clients x where x.tenant_id = p.tenant_id and x.id = p.subject_id
      union all
      select 'key', x.name from api_keys x where x.tenant_id = p.tenant_id and x.id = p.subject_id
      union all
      select 'invitation', x.email from invitations x where x.tenant_id = p.tenant_id and x.id = p.subject_id
      union all
      select 'organisation', x.name from tenants x where x.id = p.tenant_id and x.id = p.subject_id
      limit 1
    ) s on true
    order by p.id desc`
}

export interface NamedThing {
  id: string
  kind: NonNullable<NonNullable<AuditRow['object']>['kind']>
  name: string
}

/** The current names of ids; none for deleted ones. */
export const listNames = (tx: TenantTx, ids: readonly string[]) => tx.sql<NamedThing[]>`
  with wanted as (select unnest(${[...ids]}::uuid[]) as id)
  select 'member' as kind, x.id, x.name from users x join wanted w on w.id = x.id where x.tenant_id = ${tx.tenantId}
  union all
  select 'meeting', x.id, x.title from meetings x join wanted w on w.id = x.id where x.tenant_id = ${tx.tenantId}
  union all
  select 'client', x.id, x.name from clients x join wanted w on w.id = x.id where x.tenant_id = ${tx.tenantId}
  union all
  select 'person', x.id, x.name from people x join wanted w on w.id = x.id where x.tenant_id = ${tx.tenantId}
  union all
  select 'key', x.id, x.name from api_keys x join wanted w on w.id = x.id where x.tenant_id = ${tx.tenantId}`

/** Writes a row unless the same action of the same actor on the same subject was written since `since`. */
export async function insertOnce(
  tx: TenantTx,
  line: {
    id: string
    actorId: string
    keyId: string | null
    address: string | null
    action: string
    subjectId: string
    requestId: string
  },
  since: Date,
): Promise<void> {
  await tx.sql`
    insert into audit_log (tenant_id, id, actor_kind, actor_id, key_id, address, action, subject_id, request_id)
    select ${tx.tenantId}, ${line.id}::uuid, 'user', ${line.actorId}::uuid, ${line.keyId}::uuid, ${line.address}::text,
      ${line.action}, ${line.subjectId}::uuid, ${line.requestId}
    where not exists (
      select 1 from audit_log a where a.tenant_id = ${tx.tenantId} and a.subject_id = ${line.subjectId}::uuid
        and a.id >= ${firstIdOf(since.getTime())}::uuid and a.actor_id = ${line.actorId}::uuid
        and a.action = ${line.action})`
}
