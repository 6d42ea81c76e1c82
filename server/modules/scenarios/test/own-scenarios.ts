import type { TestInstallation } from '../../../../ops/test/installation.ts'
import { loadPack, type PackFiles } from '../../../../plugins/engine/index.ts'
import { readBuiltInPacks } from '../built-in-packs.ts'
import { digestOf } from '../versions/body.ts'
import { wordsOf } from '../view.ts'

/** The files of a built-in pack under another id and version. */
export async function copyOf(from: string, id: string, version = '1.0.0'): Promise<PackFiles> {
  const pack = (await readBuiltInPacks()).find(({ manifest }) => manifest.id === from)
  if (!pack) throw new Error(`There is no ${from}.`)
  const manifest = { ...JSON.parse(pack.files['pack.json'] ?? '{}'), id, version }
  return { ...pack.files, 'pack.json': JSON.stringify(manifest, null, 2) }
}

export async function tenantIdOf(installation: TestInstallation, slug: string): Promise<string> {
  const [tenant] = await installation.admin<{ id: string }[]>`
    select id from tenants where slug = ${slug}`
  return tenant?.id ?? ''
}

/** Puts a version into the tenant's catalogue past the API. */
export async function publishDirectly(
  { admin }: TestInstallation,
  slug: string,
  files: PackFiles,
): Promise<void> {
  const pack = loadPack(files)
  const { id, version, title } = pack.manifest
  const digest = digestOf(files)
  const [owner] = await admin<{ tenant_id: string; id: string }[]>`
    select u.tenant_id, u.id from users u join tenants t on t.id = u.tenant_id
    where t.slug = ${slug} and u.role = 'owner'`
  const tenantId = owner?.tenant_id ?? ''
  await admin`
    insert into scenario_bodies (tenant_id, digest, files)
    values (${tenantId}, ${digest}, ${admin.json(files)}) on conflict do nothing`
  await admin`
    insert into scenarios (tenant_id, id, title, created_by)
    values (${tenantId}, ${id}, ${admin.json(title)}, ${owner?.id ?? ''}) on conflict do nothing`
  await admin`
    insert into scenario_versions (tenant_id, pack_id, version, hash, origin, body_digest, words, published_by,
      published_at)
    values (${tenantId}, ${id}, ${version}, ${pack.hash}, 'own', ${digest}, ${admin.json(wordsOf(pack) as never)},
      ${owner?.id ?? ''}, now())`
}
