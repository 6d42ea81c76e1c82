import { toJson } from '../../../db/json.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import type { ProviderKind, ProviderTest } from './contract.ts'

export interface OwnProviderRow {
  kind: ProviderKind
  base_url: string | null
  model: string | null
  context_tokens: number | null
  sealed: string | null
  key_end: string | null
  set_by: string | null
  set_by_name: string | null
  updated_at: Date
  test: Omit<ProviderTest, 'detail'> | null
  rev: number
}

export type SetProvider = Pick<
  OwnProviderRow,
  'base_url' | 'model' | 'context_tokens' | 'sealed' | 'key_end' | 'set_by'
>

export async function findOwn(
  tx: TenantTx,
  kind: ProviderKind,
): Promise<OwnProviderRow | undefined> {
  const [row] = await tx.sql<OwnProviderRow[]>`
    select p.*, u.name as set_by_name from own_providers p
    left join users u on u.tenant_id = p.tenant_id and u.id = p.set_by
    where p.tenant_id = ${tx.tenantId} and p.kind = ${kind}`
  return row
}

/** Starts a new, untested revision. */
export async function setOwn(tx: TenantTx, kind: ProviderKind, to: SetProvider): Promise<void> {
  await tx.sql`
    insert into own_providers (tenant_id, kind, base_url, model, context_tokens, sealed, key_end, set_by)
    values (${tx.tenantId}, ${kind}, ${to.base_url}, ${to.model}, ${to.context_tokens}, ${to.sealed}, ${to.key_end},
      ${to.set_by})
    on conflict (tenant_id, kind) do update set base_url = excluded.base_url, model = excluded.model,
      context_tokens = excluded.context_tokens, sealed = excluded.sealed, key_end = excluded.key_end,
      set_by = excluded.set_by, updated_at = now(), tested_at = null, test = null, rev = own_providers.rev + 1`
}

export async function deleteOwn(tx: TenantTx, kind: ProviderKind): Promise<boolean> {
  const gone = await tx.sql`
    delete from own_providers where tenant_id = ${tx.tenantId} and kind = ${kind} returning 1`
  return gone.length > 0
}

/** Stores the outcome of a test for its revision; ignored if the settings changed since. */
export async function saveTestOutcome(
  tx: TenantTx,
  { kind, rev }: Pick<OwnProviderRow, 'kind' | 'rev'>,
  test: Omit<ProviderTest, 'detail'>,
): Promise<void> {
  await tx.sql`
    update own_providers set tested_at = now(), test = ${toJson(tx, test)}
    where tenant_id = ${tx.tenantId} and kind = ${kind} and rev = ${rev}`
}

/** Recordings that wait because no speech provider was configured. */
export async function listWaitingForSpeech(tx: TenantTx, reason: string): Promise<string[]> {
  const rows = await tx.sql<{ id: string }[]>`
    select id from meetings where tenant_id = ${tx.tenantId} and status = 'waiting' and stage = 'transcribe'
      and reason = ${reason} order by id`
  return rows.map(({ id }) => id)
}

/** Read by each job: the organisation's own providers, in one statement. */
export const ownForJobs = `select kind, base_url, model, context_tokens, sealed, rev from own_providers
  where tenant_id = $2::uuid and kind = $1`

export type OwnForJobs = Pick<
  OwnProviderRow,
  'kind' | 'base_url' | 'model' | 'context_tokens' | 'sealed' | 'rev'
>
