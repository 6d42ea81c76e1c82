import type { SpeechStandIn } from '../../../../ops/stand-ins/deepgram/index.ts'
import type { TestInstallation } from '../../../../ops/test/installation.ts'
import { type Client, createMeeting } from '../../../http/test/meetings.ts'
import type { SpeechConfig } from '../../../platform/config.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { addRecording } from '../../media/index.ts'

/** Bytes that stand for a recording where nobody listens to it. */
export const recordingBytes = new Uint8Array(
  Buffer.from('a recording that only the stand-in hears; '.repeat(400)),
)

export async function tenantIdOf({ admin }: TestInstallation, slug: string): Promise<string> {
  const [tenant] = await admin<{ id: string }[]>`select id from tenants where slug = ${slug}`
  if (!tenant) throw new Error(`no tenant ${slug}`)
  return tenant.id
}

/** A new meeting with a recording that waits for its transcription. */
export async function recordedMeeting(
  installation: TestInstallation,
  client: Client,
  fields: Record<string, unknown> = {},
  bytes: Uint8Array = recordingBytes,
  fileName = 'talk.ogg',
): Promise<string> {
  const { id } = await createMeeting(client, fields)
  const ctx = systemCtx(await tenantIdOf(installation, client.slug), 'test', newId())
  await addRecording(installation.services, ctx, id, bytes, fileName)
  return id
}

export const deepgramConfig = (
  standIn: SpeechStandIn,
  media: 'url' | 'stream' = 'stream',
): SpeechConfig => ({
  provider: 'deepgram',
  apiKey: standIn.key,
  baseUrl: standIn.url,
  media,
  language: 'meeting',
})

export const whisperConfig = (standIn: SpeechStandIn): SpeechConfig => ({
  provider: 'whisper',
  apiKey: standIn.key,
  baseUrl: standIn.url,
  model: 'whisper-1',
  language: 'meeting',
})
