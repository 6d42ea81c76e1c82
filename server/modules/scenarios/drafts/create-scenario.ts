import { type TenantTx } from '../../../../db/tenant.ts'
import type { PackFiles } from '../../../../plugins/engine/index.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { type Ctx, actorId } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { requireCapacity } from '../../../../tenants/limits/capacity.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { CreateScenario, DraftView } from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import { getScenario, titleOf } from '../own-scenario.ts'
import { loadBody, storeBody } from '../versions/body.ts'
import { newPack, renamed, titled } from './new-pack.ts'
import { toDraftView } from './draft.ts'

/** A scenario of the tenant's own: from nothing, as a copy of one that it may use, or from files of elsewhere. */
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
  if (deps.packs.findBuiltIn(id)) throw taken(id)
  return withWrite(deps.db, ctx, async (tx) => {
    await requireCapacity(tx, 'ownScenarios')
    const source = from ? await filesOf(deps, tx, from) : given
    const named = source ? renamed(source, id) : newPack(id, title, language)
    const files = source && title ? titled(named, title) : named
    const digest = await storeBody(tx, files)
    const created = await tx.sql`
      insert into scenarios (tenant_id, id, title, draft_digest, created_by)
      values (${tx.tenantId}, ${id}, ${tx.sql.json(titleOf(files, id))}, ${digest}, ${actorId(ctx)})
      on conflict (tenant_id, id) do nothing returning 1`
    if (created.length === 0) throw taken(id)
    await audit(tx, ctx, 'scenario.created', null, {
      scenario: id,
      from: from ? `${from.id}@${from.version}` : null,
    })
    return toDraftView(await getScenario(tx, id), files)
  })
}

const taken = (id: string): AppError =>
  new AppError(
    'already_exists',
    `There is a scenario ${id} already. Choose another id.`,
    [{ pointer: '/id', detail: 'is taken', inRussian: 'занят' }],
    {},
    `Сценарий ${id} уже есть. Выберите другой идентификатор.`,
  )

/** Every file of a version, fixtures included. */
export async function filesOf(
  { packs }: ScenarioDeps,
  tx: TenantTx,
  { id, version }: { id: string; version: string },
): Promise<PackFiles> {
  const builtIn = packs.findBuiltIn(id, version)
  if (builtIn) return builtIn.files
  const [row] = await tx.sql<{ body_digest: string }[]>`
    select body_digest from scenario_versions
    where tenant_id = ${tx.tenantId} and pack_id = ${id} and version = ${version} and origin = 'own'`
  if (row) return loadBody(tx, row.body_digest)
  throw new AppError(
    'unknown_scenario',
    'There is no such scenario or version to start from.',
    [
      {
        pointer: '/from',
        detail: 'no such scenario or version',
        inRussian: 'такого сценария или такой версии нет',
      },
    ],
    {},
    'Сценария или версии, с которых нужно начать, нет. Выберите другие.',
  )
}
