import {
  type Client,
  clientOf,
  createMeeting,
  first,
  itemsOf,
  readArtifacts,
  reviewMeeting,
  talk,
} from '../../../server/http/test/meetings.ts'
import { beginUpload, uploadRecording } from '../../../server/http/test/uploads.ts'
import {
  acceptedMeeting,
  createOwn,
  publish,
  untilTried,
} from '../../../server/modules/scenarios/test/own-scenarios.ts'
import type { TestInstallation } from '../../test/installation.ts'
import { toneWav } from '../../test/tone-wav.ts'
import { addPeople, type People } from './people.ts'

export interface ModelTenant {
  tenantId: string
  slug: string
  /** Part of every text that somebody of the tenant wrote. */
  marker: string
  people: People
}

/** A tenant that uses every feature: meetings that went through the pipeline, and everything that is added by hand. */
export async function makeModelTenant(
  installation: TestInstallation,
  slug: string,
  marker: string,
  { withScenario = true } = {},
): Promise<ModelTenant> {
  const { tenantId, ownerId } = await installation.createTenant(slug)
  const client = clientOf(installation, slug, await installation.signIn(slug))
  const people = await addPeople(installation, { tenantId, ownerId, slug })
  await addDirectory(client, marker)
  const meetingId = await addMeetings(installation, client, marker)
  if (withScenario) await addScenario(client, meetingId)
  await addInteraction(installation, tenantId, meetingId, marker)
  return { tenantId, slug, marker, people }
}

async function add(client: Client, path: string, body: object): Promise<string> {
  const response = await client.post(path, body)
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return ((await response.json()) as { id?: string }).id ?? ''
}

async function addDirectory(client: Client, marker: string): Promise<void> {
  const clientId = await add(client, '/clients', {
    name: `${marker} client`,
    note: `${marker} note`,
  })
  await add(client, '/people', { name: `${marker} person`, clientId })
  await add(client, '/invitations', { emails: [`${marker}@invited.example`], role: 'viewer' })
  await add(client, '/service-accounts', { name: `${marker} account`, role: 'viewer' })
}

/** A meeting without content, one with an upload in progress, one with a recording, and one in review. */
async function addMeetings(
  installation: TestInstallation,
  client: Client,
  marker: string,
): Promise<string> {
  const named = (title: string) => createMeeting(client, { title: `${marker} ${title}` })
  await named('draft')
  const uploading = await named('uploading')
  await beginUpload(client, uploading.id, new Uint8Array(10), { fileName: `${marker}.mp4` })
  const recorded = await named('recorded')
  await uploadRecording(installation, client, recorded.id, toneWav(), {
    fileName: `${marker}.wav`,
    contentType: 'audio/wav',
  })
  const said = talk
    .replace('warehouse project', `warehouse project ${marker}`)
    .replace('to the supplier', `to the supplier ${marker}`)
  const { id } = await reviewMeeting(client, said)
  await client.send(`/meetings/${id}`, { method: 'PATCH', json: { title: `${marker} meeting` } })
  const item = first(itemsOf(await readArtifacts(client, id)))
  await client.post(`/items/${item.id}/accept`, {})
  return id
}

/** Their ids are the same in every tenant. */
async function addScenario(client: Client, meetingId: string): Promise<void> {
  const id = 'kept-scenario'
  await createOwn(client, { id })
  const published = await publish(client, id, '1.0.0')
  if (!published.ok) throw new Error(`no version: ${await published.text()}`)
  await add(client, `/scenarios/${id}/goldens`, { meetingId: await acceptedMeeting(client, id) })
  const draft = 'drafted-scenario'
  await createOwn(client, { id: draft })
  await untilTried(client, draft, await add(client, `/scenarios/${draft}/dry-run`, { meetingId }))
}

/** A model call, as a run would have left it. */
async function addInteraction(
  { admin }: TestInstallation,
  tenantId: string,
  meetingId: string,
  marker: string,
): Promise<void> {
  await admin`
    insert into interactions (tenant_id, id, meeting_id, step, window_index, attempt, is_final, provider, model,
      prompt_hash, latency_ms, outcome, server_message)
    values (${tenantId}, ${Bun.randomUUIDv7()}, ${meetingId}, 'outcomes', 0, 1, true, 'openai:m', 'm', 'x', 1, 'ok',
      ${`${marker} message`})`
}
