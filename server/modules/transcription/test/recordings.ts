import type { SpeechStandIn } from '../../../../ops/stand-ins/deepgram/index.ts'
import type { TestInstallation } from '../../../../ops/test/installation.ts'
import { type Client, createMeeting } from '../../../http/test/meetings.ts'
import type { SpeechConfig } from '../../../platform/settings/speech-config.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { media } from '../../../../db/schema/index.ts'
import { meetingPrefix } from '../../../platform/object-keys.ts'
import { recordChange, updateMeeting } from '../../meetings/index.ts'
import { startWork } from '../../meetings/stage/work.ts'

/** Placeholder bytes of a recording whose sound does not matter. */
export const recordingBytes = new Uint8Array(
  Buffer.from('a recording that only the stand-in hears; '.repeat(400)),
)

export async function tenantIdOf({ admin }: TestInstallation, slug: string): Promise<string> {
  const [tenant] = await admin<{ id: string }[]>`select id from tenants where slug = ${slug}`
  if (!tenant) throw new Error(`no tenant ${slug}`)
  return tenant.id
}

/** Creates a meeting with a probed recording, queued for transcription. */
export async function recordedMeeting(
  installation: TestInstallation,
  client: Client,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const { id } = await createMeeting(client, fields)
  const ctx = systemCtx(await tenantIdOf(installation, client.slug), 'test', newId())
  const mediaId = newId()
  const objectKey = `${meetingPrefix(ctx.tenantId, id)}media/${mediaId}/original`
  const contentType = 'audio/ogg'
  const { db, files } = installation.services
  await files.put(objectKey, recordingBytes, { contentType })
  await withTenant(db, ctx, async (tx) => {
    await tx.orm.insert(media).values({
      tenantId: tx.tenantId,
      id: mediaId,
      meetingId: id,
      fileName: 'talk.ogg',
      kind: 'audio',
      contentType,
      sizeBytes: recordingBytes.byteLength,
      objectKey,
      ingestedAt: new Date(),
    })
    await updateMeeting(tx, id, { currentMediaId: mediaId })
    await startWork(tx, id)
    await recordChange(tx, ctx, id, 'recording_added')
  })
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
  timeoutMinutes: null,
  language: 'meeting',
})
