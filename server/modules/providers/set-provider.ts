import { enqueue } from '../../jobs/outbox.ts'
import { audit } from '../../../db/audit/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import { actorId, type Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { requireFeature } from '../../../tenants/limits/features.ts'
import { withWrite } from '../../../db/transaction.ts'
import { withTenant } from '../../../db/tenant.ts'
import { noSpeechProvider } from '../transcription/index.ts'
import type { ProviderBody, ProviderKind, ProviderView } from './contract.ts'
import type { ProviderDeps } from './deps.ts'
import { readBody } from './read-body.ts'
import { deleteOwn, findOwn, listWaitingForSpeech, setOwn } from './repo.ts'
import { sealKey } from './seal-key.ts'
import { toView } from './view.ts'

/** The last characters of a shorter key would reveal too much of it. */
const minLengthToShowEnd = 16
const shownChars = 4

const keyEndOf = (key: string | null): string | null =>
  key !== null && key.length >= minLengthToShowEnd ? key.slice(-shownChars) : null

/** Uses the organisation's own server or key from the next job on. */
export async function setProvider(
  deps: ProviderDeps,
  ctx: Ctx,
  kind: ProviderKind,
  body: ProviderBody,
): Promise<ProviderView> {
  authorize(ctx, 'settings:write')
  const { tenantId } = ctx
  const saved = await withTenant(deps.db, ctx, async (tx) => {
    const own = await findOwn(tx, kind)
    if (!own) await requireFeature(tx, 'ownProviders')
    return own
  })
  const settings = await readBody(deps, tenantId, kind, body, saved)
  const { baseUrl, model, contextTokens, key, isNewKey } = settings
  // Before the transaction, which must not wait for the key store.
  const sealed = isNewKey && key !== null ? await sealKey(deps.sealer, tenantId, kind, key) : null
  return withWrite(deps.db, ctx, async (tx) => {
    const now = await findOwn(tx, kind)
    if (!isNewKey && now?.rev !== saved?.rev) throw changed()
    await setOwn(tx, kind, {
      baseUrl,
      model,
      contextTokens,
      sealed: isNewKey ? sealed : (now?.sealed ?? null),
      keyEnd: isNewKey ? keyEndOf(key) : (now?.keyEnd ?? null),
      setBy: actorId(ctx),
    })
    await audit(tx, ctx, 'provider.set', null, {
      part: kind,
      address: baseUrl,
      model,
      isNewKey,
    })
    if (kind === 'speech') {
      for (const meetingId of await listWaitingForSpeech(tx, noSpeechProvider)) {
        await enqueue(tx, 'meeting.transcribe', { meetingId })
      }
    }
    return toView(deps, ctx.locale, kind, await findOwn(tx, kind))
  })
}

/** Returns to the operator's provider from the next job on. */
export async function removeProvider(
  deps: ProviderDeps,
  ctx: Ctx,
  kind: ProviderKind,
): Promise<void> {
  authorize(ctx, 'settings:write')
  await withWrite(deps.db, ctx, async (tx) => {
    if (!(await deleteOwn(tx, kind))) throw noOwnProvider()
    await audit(tx, ctx, 'provider.removed', null, { part: kind })
  })
}

const changed = (): AppError =>
  new AppError(
    'conflict',
    'Somebody else changed this in the meantime. Look at it again and repeat your change.',
    [],
    {},
    'Тем временем это изменил кто-то другой. Посмотрите ещё раз и повторите изменение.',
  )

export const noOwnProvider = (): AppError =>
  new AppError(
    'not_found',
    'Your organisation has brought nothing of its own here.',
    [],
    {},
    'У вашей организации здесь нет ничего своего.',
  )
