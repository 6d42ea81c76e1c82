import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { type Cursors, readCursor, toPage } from '../../../platform/cursors.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { isUuid } from '../../../platform/ids.ts'
import { getMeeting } from '../../meetings/index.ts'
import type { InteractionBodyView, InteractionPage, InteractionView } from '../contract.ts'
import type { AnalysisDeps } from '../deps.ts'
import { openBody } from './keep-interactions.ts'
import { type CallRow, findCall, listCalls } from './repo/calls.ts'

const listName = 'interactions'

const toView = ({
  tenantId: _tenant,
  bodyKey,
  bodySizeBytes: _size,
  createdAt,
  ...row
}: CallRow): InteractionView => ({
  ...row,
  hasBody: bodyKey !== null,
  createdAt: createdAt.toISOString(),
})

/** Lists the calls to a language model that were made for a meeting, in order. */
export async function listInteractions(
  deps: AnalysisDeps & { cursors: Cursors },
  ctx: Ctx,
  meetingId: string,
  query: { limit?: number; cursor?: string },
): Promise<InteractionPage> {
  authorize(ctx, 'interactions:read')
  const limit = query.limit ?? 20
  const [after] = readCursor(deps.cursors, listName, query.cursor) ?? []
  return withTenant(deps.db, ctx, async (tx) => {
    await getMeeting(tx, ctx, meetingId)
    const rows = await listCalls(tx, meetingId, after, limit + 1)
    return toPage(rows, limit, toView, ({ id }) => deps.cursors.sign(listName, [id]))
  })
}

/** Reads the prompt and the answer of one call, unchanged. Writes an audit entry. */
export async function readInteractionBody(
  deps: AnalysisDeps,
  ctx: Ctx,
  id: string,
): Promise<InteractionBodyView> {
  authorize(ctx, 'interactions:read')
  const key = await withTenant(deps.db, ctx, async (tx) => {
    const row = isUuid(id) ? await findCall(tx, id) : undefined
    if (!row) throw notFound('call to a model')
    await getMeeting(tx, ctx, row.meetingId)
    if (row.bodyKey === null) throw notFound('text of this call')
    await audit(tx, ctx, 'interaction.read', id, { meetingId: row.meetingId })
    return row.bodyKey
  })
  try {
    return await openBody(deps, ctx, key)
  } catch (error) {
    deps.log.error({ err: error, tenantId: ctx.tenantId }, 'cannot read the body of a call')
    throw new AppError(
      'unavailable',
      'The text of this call cannot be read right now. Try again in a minute; if it happens again, your AAM operator must check the storage and the key store.',
      [],
      {},
      'Текст этого обращения сейчас не прочитать. Попробуйте через минуту; если не поможет, тому, кто обслуживает AAM, нужно проверить хранилище и ключи.',
    )
  }
}
