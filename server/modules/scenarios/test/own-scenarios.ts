import { eventually, type TestInstallation } from '../../../../ops/test/installation.ts'
import { loadPublished, type PackFiles } from '../../../../plugins/engine/index.ts'
import { readBuiltInPacks } from '../built-in-packs.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  itemsOf,
  readArtifacts,
  untilStatus,
} from '../../../http/test/meetings.ts'
import type { DraftView } from '../contract.ts'
import type { StartRegression, TrialView } from '../trials/contract.ts'
import { digestOf } from '../versions/body.ts'
import { metadataOf } from '../view.ts'

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

/** Inserts a published version without the API. */
export async function publishDirectly(
  { admin }: TestInstallation,
  slug: string,
  files: PackFiles,
): Promise<void> {
  const pack = loadPublished(files)
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
    values (${tenantId}, ${id}, ${version}, ${pack.hash}, 'own', ${digest}, ${admin.json(metadataOf(pack) as never)},
      ${owner?.id ?? ''}, now())`
}

export async function createOwn(client: Client, json: object): Promise<DraftView> {
  const response = await client.post('/scenarios', json)
  if (response.status !== 201) throw new Error(`no scenario: ${await response.text()}`)
  return (await response.json()) as DraftView
}

export async function saveDraft(client: Client, id: string, files: PackFiles): Promise<DraftView> {
  const response = await client.send(`/scenarios/${id}/draft`, { method: 'PUT', json: { files } })
  if (response.status !== 200) throw new Error(`no draft: ${await response.text()}`)
  return (await response.json()) as DraftView
}

/** The files with changes to `pack.json`. */
export const withManifest = (files: PackFiles, change: object): PackFiles => ({
  ...files,
  'pack.json': JSON.stringify({ ...JSON.parse(files['pack.json'] ?? '{}'), ...change }),
})

/** Changes the output's schema in place. */
export function withSchema(files: PackFiles, change: (schema: Schema) => void): PackFiles {
  const schema = JSON.parse(files['output.schema.json'] ?? '{}') as Schema
  change(schema)
  return { ...files, 'output.schema.json': JSON.stringify(schema) }
}

interface Schema {
  properties: Record<string, { items: { properties: Record<string, unknown>; required: string[] } }>
}

/** Creates a meeting under the scenario, accepts all its items and then the meeting. */
export async function acceptedMeeting(client: Client, scenario: string): Promise<string> {
  const { id } = await createMeeting(client, { scenario: { id: scenario } })
  await uploadTranscript(client, id)
  await untilStatus(client, id, 'in_review')
  for (const item of itemsOf(await readArtifacts(client, id))) {
    await client.post(`/items/${item.id}/accept`, { overrideNote: 'seen in the room' })
  }
  const accepted = await client.post(`/meetings/${id}/accept`)
  if (accepted.status !== 200) throw new Error(`not accepted: ${await accepted.text()}`)
  return id
}

/** Runs a regression of the draft and returns it once it is over. */
export async function regress(
  client: Client,
  id: string,
  body?: StartRegression,
): Promise<TrialView> {
  const response = await client.post(`/scenarios/${id}/regression`, body)
  if (response.status !== 202) throw new Error(`no regression: ${await response.text()}`)
  const { id: trialId } = (await response.json()) as TrialView
  return untilTried(client, id, trialId)
}

/** Runs a regression of the draft and publishes it. */
export async function publish(client: Client, id: string, version: string): Promise<Response> {
  await regress(client, id)
  return client.post(`/scenarios/${id}/publish`, { version })
}

/** Waits until a trial is over. */
export const untilTried = (client: Client, id: string, trialId: string): Promise<TrialView> =>
  eventually(async () => {
    const trial = await client.get<TrialView>(`/scenarios/${id}/trials/${trialId}`)
    return trial.state === 'done' || trial.state === 'failed' ? trial : null
  })
