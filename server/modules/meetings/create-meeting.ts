import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import { actorId, type Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { withWrite } from '../../../db/transaction.ts'
import type { CreateMeeting, MeetingView } from './contract.ts'
import type { MeetingsDeps } from './deps.ts'
import { replaceParticipants } from './repo/participants.ts'
import { recordChange } from './repo/record-change.ts'
import { getMeeting, insertMeeting, requireClient } from './repo/meetings.ts'
import { toMeetingView } from './meeting-view.ts'
import { readStart } from './meeting-start.ts'

/** Creates a draft without a transcript or recording. Pass `ownerId` only when the system creates it for a user. */
export async function createMeeting(
  deps: MeetingsDeps,
  ctx: Ctx,
  input: CreateMeeting,
  owner: { ownerId?: string } = {},
): Promise<MeetingView> {
  authorize(ctx, 'meetings:write')
  const ownerId = owner.ownerId ?? actorId(ctx)
  if (!ownerId) throw new Error('a meeting needs an owner')
  return withWrite(deps.db, ctx, async (tx) => {
    const scenario = await deps.scenarios.pin(tx, input.scenario.id, input.scenario.version)
    if (!scenario) throw unknownScenario()
    if (input.clientId) await requireClient(tx, input.clientId)
    const id = newId()
    await insertMeeting(tx, {
      tenantId: tx.tenantId,
      id,
      title: input.title.trim(),
      scenarioId: scenario.id,
      scenarioVersion: scenario.version,
      language: input.language ?? scenario.defaultLanguage,
      spokenLanguage: input.spokenLanguage ?? null,
      clientId: input.clientId ?? null,
      ownerId,
      ...readStart(input.startedAt ?? null),
      createdAt: new Date(),
    })
    await replaceParticipants(tx, id, input.participants ?? [])
    await audit(tx, ctx, 'meeting.created', id)
    await recordChange(tx, ctx, id, 'created')
    return toMeetingView(await getMeeting(tx, ctx, id))
  })
}

const unknownScenario = (): AppError =>
  new AppError(
    'unknown_scenario',
    'There is no such scenario or version. GET /api/v1/scenarios lists those that you can use.',
    [{ pointer: '/scenario', detail: 'no such scenario', inRussian: 'такого сценария нет' }],
    {},
    'Такого сценария или такой версии нет. Доступные вам сценарии перечисляет GET /api/v1/scenarios.',
  )
