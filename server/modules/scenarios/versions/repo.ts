import { columnsOf, type RowOf } from '../../../../db/columns.ts'
import { toJson } from '../../../../db/json.ts'
import { scenarioVersions, type ScenarioWords } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { LoadedPack, Locale, PackFiles } from '../../../../plugins/engine/index.ts'

const versionColumns = columnsOf(
  scenarioVersions,
  'version',
  'state',
  'hash',
  'bodyDigest',
  'words',
)
/** A version of an own scenario, which always has a body. */
export type OwnVersion = RowOf<typeof versionColumns> & { bodyDigest: string; words: ScenarioWords }

/** All versions that were ever published of an own scenario. */
export const listOwnVersions = (tx: TenantTx, id: string) => tx.sql<OwnVersion[]>`
  select ${versionColumns(tx)} from scenario_versions
  where tenant_id = ${tx.tenantId} and pack_id = ${id} and origin = 'own'`

export async function findOwnVersion(
  tx: TenantTx,
  id: string,
  version: string,
): Promise<OwnVersion | undefined> {
  const [row] = await tx.sql<OwnVersion[]>`
    select ${versionColumns(tx)} from scenario_versions
    where tenant_id = ${tx.tenantId} and pack_id = ${id} and version = ${version} and origin = 'own'`
  return row
}

export interface UsableVersion {
  version: string
  language: Locale
}

/** Versions of an own scenario that new meetings can use: all, or the named one. */
export const listUsableVersions = (tx: TenantTx, id: string, version: string | null) => tx.sql<
  UsableVersion[]
>`
  select version, words->>'defaultLanguage' as language from scenario_versions
  where tenant_id = ${tx.tenantId} and pack_id = ${id} and origin = 'own' and state = 'published'
    and (${version}::text is null or version = ${version})`

/** Copies a built-in version into the tenant, for the foreign keys of its meetings. */
export async function pinBuiltIn(tx: TenantTx, { manifest, hash }: LoadedPack): Promise<void> {
  await tx.sql`
    insert into scenario_versions (tenant_id, pack_id, version, hash)
    values (${tx.tenantId}, ${manifest.id}, ${manifest.version}, ${hash})
    on conflict (tenant_id, pack_id, version) do nothing`
}

/** False when the version was published before. */
export async function insertVersion(
  tx: TenantTx,
  version: Pick<OwnVersion, 'version' | 'hash' | 'bodyDigest' | 'words'> & {
    id: string
    publishedBy: string | null
  },
): Promise<boolean> {
  const stored = await tx.sql`
    insert into scenario_versions (tenant_id, pack_id, version, hash, origin, body_digest, words, published_by,
      published_at)
    values (${tx.tenantId}, ${version.id}, ${version.version}, ${version.hash}, 'own', ${version.bodyDigest},
      ${toJson(tx, version.words)}, ${version.publishedBy}, now())
    on conflict (tenant_id, pack_id, version) do nothing returning 1`
  return stored.length > 0
}

export async function markDeprecated(tx: TenantTx, id: string, version: string): Promise<void> {
  await tx.sql`
    update scenario_versions set state = 'deprecated'
    where tenant_id = ${tx.tenantId} and pack_id = ${id} and version = ${version}`
}

export interface StoredVersion {
  hash: string
  digest: string
  files: PackFiles
}

/** An own version with its files. */
export async function findStoredVersion(
  tx: TenantTx,
  id: string,
  version: string,
): Promise<StoredVersion | undefined> {
  const [row] = await tx.sql<StoredVersion[]>`
    select v.hash, b.digest, b.files from scenario_versions v
    join scenario_bodies b on b.tenant_id = v.tenant_id and b.digest = v.body_digest
    where v.tenant_id = ${tx.tenantId} and v.pack_id = ${id} and v.version = ${version}
      and v.origin = 'own'`
  return row
}

export async function insertBody(tx: TenantTx, digest: string, files: PackFiles): Promise<void> {
  await tx.sql`
    insert into scenario_bodies (tenant_id, digest, files)
    values (${tx.tenantId}, ${digest}, ${toJson(tx, files)})
    on conflict (tenant_id, digest) do update set created_at = now()`
}

export async function findBody(tx: TenantTx, digest: string): Promise<PackFiles | undefined> {
  const [row] = await tx.sql<{ files: PackFiles }[]>`
    select files from scenario_bodies where tenant_id = ${tx.tenantId} and digest = ${digest}`
  return row?.files
}

/** Deletes a body to which no draft, version or trial refers. */
export async function deleteUnusedBody(tx: TenantTx, digest: string): Promise<void> {
  await tx.sql`
    delete from scenario_bodies b
    where b.tenant_id = ${tx.tenantId} and b.digest = ${digest}
      and not exists (select 1 from scenarios s
        where s.tenant_id = b.tenant_id and s.draft_digest = b.digest)
      and not exists (select 1 from scenario_versions v
        where v.tenant_id = b.tenant_id and v.body_digest = b.digest)
      and not exists (select 1 from scenario_trials t
        where t.tenant_id = b.tenant_id and t.body_digest = b.digest)`
}
