import { withTenant } from '../../../db/tenant.ts'
import { authorize } from '../../platform/authorization.ts'
import { actorId, type Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { createClient } from '../directory/index.ts'
import { addRecording } from '../media/index.ts'
import { createMeeting } from '../meetings/index.ts'
import { importTranscript } from '../transcription/index.ts'
import type { SampleMeetings } from './contract.ts'
import type { SampleDeps } from './deps.ts'
import type { Sample } from './ports.ts'
import { findSample } from './repo.ts'

/**
 * Brings the sample transcripts as meetings with their clients, which go through the pipeline like any other. Those that
 * are there stay as they are; what an earlier request left half done is gone on with.
 */
export async function bringSamples(
  deps: SampleDeps,
  ctx: Ctx,
  owner: { ownerId?: string } = {},
): Promise<SampleMeetings> {
  authorize(ctx, 'meetings:write')
  const holderId = owner.ownerId ?? actorId(ctx) ?? ''
  const turn = await deps.turns.open(ctx.tenantId, [{ holderId, limit: 1 }])
  if (turn.refused !== null) throw underWay()
  try {
    return await bringEach(deps, ctx, owner)
  } finally {
    await turn.release()
  }
}

async function bringEach(
  deps: SampleDeps,
  ctx: Ctx,
  owner: { ownerId?: string },
): Promise<SampleMeetings> {
  // A key of the whole request stands for none of its writes.
  const { idempotency: _whole, ...own } = ctx
  const data: SampleMeetings['data'] = []
  for (const sample of deps.samples.transcripts) {
    const { meetingId, isBrought } = await openSample(deps, own, sample, owner)
    data.push({ meetingId, title: sample.title })
    if (isBrought) continue
    const bytes = await deps.samples.read(sample.file)
    const { file: fileName } = sample
    await importTranscript(deps, own, meetingId, { blocks: [bytes], fileName, contentType: null })
  }
  return { data }
}

/** Brings the sample recording: it needs a speech provider, and waits where there is none. */
export async function bringSampleRecording(
  deps: SampleDeps,
  ctx: Ctx,
  owner: { ownerId?: string } = {},
): Promise<string> {
  const { recording, read } = deps.samples
  const { meetingId, isBrought } = await openSample(deps, ctx, recording, owner)
  const { file } = recording
  if (!isBrought) await addRecording(deps, ctx, meetingId, await read(file), file)
  return meetingId
}

const underWay = (): AppError =>
  new AppError(
    'unavailable',
    'The sample meetings are being brought already. Try again in a few seconds.',
    [],
    { 'retry-after': '2' },
    'Примеры уже добавляются. Повторите через несколько секунд.',
  )

/** The sample's meeting, made where it is not there yet. */
async function openSample(
  deps: SampleDeps,
  ctx: Ctx,
  sample: Sample,
  owner: { ownerId?: string },
): Promise<{ meetingId: string; isBrought: boolean }> {
  const { title, clientName } = sample
  const ownerId = owner.ownerId ?? actorId(ctx) ?? ''
  const known = await withTenant(deps.db, ctx, (tx) => findSample(tx, ownerId, title, clientName))
  if (known.meetingId !== null) return { meetingId: known.meetingId, isBrought: known.isBrought }
  const clientId = known.clientId ?? (await createClient(deps, ctx, { name: clientName })).id
  const { id } = await createMeeting(
    deps,
    ctx,
    {
      title,
      scenario: { id: sample.scenario },
      language: sample.language,
      startedAt: startOf(sample.startedAt.daysAgo, sample.startedAt.time),
      clientId,
      participants: [...sample.participants],
    },
    owner,
  )
  return { meetingId: id, isBrought: false }
}

function startOf(daysAgo: number, time: string): string {
  const day = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)
  return new Date(`${day}T${time}:00Z`).toISOString()
}
