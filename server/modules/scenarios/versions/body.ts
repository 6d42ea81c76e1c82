import { createHash } from 'node:crypto'
import type { TenantTx } from '../../../../db/tenant.ts'
import type { PackFiles } from '../../../../plugins/engine/index.ts'

/** SHA-256 (hex) over every file, fixtures included: what a body is stored and checked by. */
export function digestOf(files: PackFiles): string {
  const hash = createHash('sha256')
  for (const path of Object.keys(files).sort()) {
    const text = files[path] ?? ''
    hash.update(`${path}\n${Buffer.byteLength(text)}\n${text}\n`)
  }
  return hash.digest('hex')
}

/** Stores the files once; returns their digest. */
export async function storeBody(tx: TenantTx, files: PackFiles): Promise<string> {
  const digest = digestOf(files)
  await tx.sql`
    insert into scenario_bodies (tenant_id, digest, files)
    values (${tx.tenantId}, ${digest}, ${tx.sql.json(files)})
    on conflict (tenant_id, digest) do update set created_at = now()`
  return digest
}

/** The files of a digest; throws when they are not what it says, or not there. */
export async function loadBody(tx: TenantTx, digest: string): Promise<PackFiles> {
  const [row] = await tx.sql<{ files: PackFiles }[]>`
    select files from scenario_bodies where tenant_id = ${tx.tenantId} and digest = ${digest}`
  return checkBody(digest, row?.files)
}

export function checkBody(digest: string, files: PackFiles | undefined): PackFiles {
  if (files && digestOf(files) === digest) return files
  throw new Error(`The body ${digest} of a scenario is damaged or missing.`)
}

/** Removes a body that nothing holds any more. */
export const dropUnused = (tx: TenantTx, digest: string) => tx.sql`
  delete from scenario_bodies b
  where b.tenant_id = ${tx.tenantId} and b.digest = ${digest}
    and not exists (select 1 from scenarios s
      where s.tenant_id = b.tenant_id and s.draft_digest = b.digest)
    and not exists (select 1 from scenario_versions v
      where v.tenant_id = b.tenant_id and v.body_digest = b.digest)
    and not exists (select 1 from scenario_trials t
      where t.tenant_id = b.tenant_id and t.body_digest = b.digest)`
