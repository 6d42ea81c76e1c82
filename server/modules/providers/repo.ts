import { columnsOf, type RowOf } from '../../../db/columns.ts'
import { toJson } from '../../../db/json.ts'
import { ownProviders } from '../../../db/schema/index.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import type { ProviderKind, ProviderTest } from './contract.ts'

const columns = columnsOf(
  ownProviders,
  'kind',
  'baseUrl',
  'model',
  'contextTokens',
  'sealed',
  'keyEnd',
  'setBy',
  'setAt',
  'rev',
)
export type OwnProviderRow = RowOf<typeof columns> & {
  setByName: string | null
  test: Omit<ProviderTest, 'detail'> | null
}

export type SetProvider = Pick<
  OwnProviderRow,
  'baseUrl' | 'model' | 'contextTokens' | 'sealed' | 'keyEnd' | 'setBy'
>

export async function findOwn(
  tx: TenantTx,
  kind: ProviderKind,
): Promise<OwnProviderRow | undefined> {
  const [row] = await tx.sql<OwnProviderRow[]>`
    select ${columns(tx, 'p')}, p.test, u.name as "setByName" from own_providers p
    left join users u on u.tenant_id = p.tenant_id and u.id = p.set_by
    where p.tenant_id = ${tx.tenantId} and p.kind = ${kind}`
  return row
}

/** Starts a new, untested revision. */
export async function setOwn(tx: TenantTx, kind: ProviderKind, to: SetProvider): Promise<void> {
  await tx.sql`
    insert into own_providers (tenant_id, kind, base_url, model, context_tokens, sealed, key_end, set_by)
    values (${tx.tenantId}, ${kind}, ${to.baseUrl}, ${to.model}, ${to.contextTokens}, ${to.sealed}, ${to.keyEnd},
      ${to.setBy})
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
export const ownForJobs = `select kind, base_url as "baseUrl", model, context_tokens as "contextTokens", sealed, rev
  from own_providers
  where tenant_id = $2::uuid and kind = $1`

export type OwnForJobs = Pick<
  OwnProviderRow,
  'kind' | 'baseUrl' | 'model' | 'contextTokens' | 'sealed' | 'rev'
>
