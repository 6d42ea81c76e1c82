import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { type Ctx, actorId } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { requireCapacity } from '../../../../tenants/limits/capacity.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { CreateScenario, DraftView } from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import { titleOf } from '../manifest.ts'
import { getScenario, insertScenario } from '../repo.ts'
import { storeBody } from '../versions/body.ts'
import { filesOfVersion } from '../versions/version-files.ts'
import { newPack, renamed, titled } from './new-pack.ts'
import { toDraftView } from './draft.ts'

/** Creates an own scenario: empty, as a copy of a version that the tenant may use, or from imported files. */
export async function createScenario(
  deps: ScenarioDeps,
  ctx: Ctx,
  { id, from, files: given, title, language = ctx.locale }: CreateScenario,
): Promise<DraftView> {
  authorize(ctx, 'scenarios:write')
  if (from && given) {
    throw new AppError(
      'invalid_request',
      'A new scenario is either a copy or made of files. Send one of the two. Nothing was changed.',
      [
        {
          pointer: '/from',
          detail: 'cannot stand beside files',
          inRussian: 'не сочетается с files',
        },
      ],
      {},
      'Новый сценарий – либо копия, либо файлы. Пришлите что-то одно. Ничего не изменено.',
    )
  }
  if (deps.packs.findBuiltIn(id)) throw alreadyExists(id)
  return withWrite(deps.db, ctx, async (tx) => {
    await requireCapacity(tx, 'ownScenarios')
    const source = from ? await filesOfVersion(deps, tx, from) : given
    const named = source ? renamed(source, id) : newPack(id, title, language)
    const files = source && title ? titled(named, title) : named
    const digest = await storeBody(tx, files)
    const isCreated = await insertScenario(tx, {
      id,
      title: titleOf(files, id),
      draftDigest: digest,
      createdBy: actorId(ctx),
    })
    if (!isCreated) throw alreadyExists(id)
    await audit(tx, ctx, 'scenario.created', null, {
      scenario: id,
      from: from ? `${from.id}@${from.version}` : null,
    })
    return toDraftView(await getScenario(tx, id), files)
  })
}

const alreadyExists = (id: string): AppError =>
  new AppError(
    'already_exists',
    `There is a scenario ${id} already. Choose another id.`,
    [{ pointer: '/id', detail: 'is taken', inRussian: 'занят' }],
    {},
    `Сценарий ${id} уже есть. Выберите другой идентификатор.`,
  )
