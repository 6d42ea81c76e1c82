import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import type { LoadedPack } from '../../../../plugins/engine/index.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { ScenarioVersionView } from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import { requireValid } from '../drafts/check-draft.ts'
import { loadDraft } from '../drafts/draft.ts'
import { getScenario, getScenarioForChange } from '../own-scenario.ts'
import { toVersionView, wordsOf } from '../view.ts'
import { newestOf, refuseUnfitVersion } from './compare.ts'

/** Makes the draft a version that meetings can use and that never changes. Throws 409 or 422 with what is missing. */
export async function publishVersion(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  version: string,
): Promise<ScenarioVersionView> {
  authorize(ctx, 'scenarios:write')
  const { digest, files, newest } = await withTenant(deps.db, ctx, async (tx) => ({
    ...(await loadDraft(tx, await getScenario(tx, id))),
    newest: await newestOf(deps, tx, id),
  }))
  const pack = await requireValid(deps, ctx, id, files)
  refuseOtherVersion(pack, version)
  if (newest) refuseUnfitVersion(newest, pack)
  return withWrite(deps.db, ctx, async (tx) => {
    const now = await getScenarioForChange(tx, id)
    if (now.draft_digest !== digest) throw movedOn()
    await requireGreen(tx, id, digest)
    const stored = await tx.sql`
      insert into scenario_versions (tenant_id, pack_id, version, hash, origin, body_digest, words, published_by,
        published_at)
      values (${tx.tenantId}, ${id}, ${version}, ${pack.hash}, 'own', ${digest},
        ${tx.sql.json(wordsOf(pack) as never)}, ${actorId(ctx)}, now())
      on conflict (tenant_id, pack_id, version) do nothing returning 1`
    if (stored.length === 0) throw taken(version)
    await tx.sql`
      update scenarios set draft_digest = null, draft_based_on = null, title = ${tx.sql.json(pack.manifest.title)},
        rev = rev + 1, updated_at = now()
      where tenant_id = ${tx.tenantId} and id = ${id}`
    await audit(tx, ctx, 'scenario.published', null, { scenario: id, version, hash: pack.hash })
    return toVersionView(pack)
  })
}

/** Exactly these files have passed their fixtures and every accepted meeting that there is now. */
async function requireGreen(tx: TenantTx, id: string, digest: string): Promise<void> {
  const [newest] = await tx.sql<{ green: boolean; is_current: boolean }[]>`
    select (t.report->>'green')::boolean as green,
      t.created_at >= coalesce((select max(g.created_at) from goldens g
        where g.tenant_id = t.tenant_id and g.scenario_id = t.scenario_id), t.created_at) as is_current
    from scenario_trials t
    where t.tenant_id = ${tx.tenantId} and t.scenario_id = ${id} and t.kind = 'regression'
      and t.body_digest = ${digest} and t.state = 'done'
    order by t.created_at desc limit 1`
  if (newest?.green && newest.is_current) return
  throw new AppError(
    'regression_needed',
    newest && !newest.green
      ? 'The tests of these files failed. Mend the draft, run its tests again and publish then. Nothing was changed.'
      : 'These files have not been tested yet, or not against every accepted meeting. Run the tests (POST …/regression) and publish then. Nothing was changed.',
    [
      {
        pointer: '',
        detail: 'no green regression of these very files',
        inRussian: 'именно эти файлы не проходили проверку успешно',
      },
    ],
    {},
    newest && !newest.green
      ? 'Эти файлы не прошли проверку. Исправьте черновик, проверьте его снова и тогда публикуйте. Ничего не изменено.'
      : 'Эти файлы ещё не проверены, или проверены не на всех принятых встречах. Запустите проверку (POST …/regression) и тогда публикуйте. Ничего не изменено.',
  )
}

function refuseOtherVersion({ manifest }: LoadedPack, version: string): void {
  if (manifest.version === version) return
  throw new AppError(
    'version_unfit',
    `The draft calls itself ${manifest.version}. Write ${version} into its pack.json, or publish it as ${manifest.version}.`,
    [
      {
        pointer: 'pack.json#/version',
        detail: `is ${manifest.version}`,
        inRussian: `сейчас ${manifest.version}`,
      },
    ],
    {},
    `В черновике стоит версия ${manifest.version}. Впишите ${version} в его pack.json или опубликуйте его как ${manifest.version}.`,
  )
}

const taken = (version: string): AppError =>
  new AppError(
    'already_exists',
    `Version ${version} was published already, and a published version never changes. Choose a higher one.`,
    [{ pointer: '/version', detail: 'is taken', inRussian: 'занята' }],
    {},
    `Версия ${version} уже опубликована, а опубликованная версия не меняется. Выберите номер выше.`,
  )

const movedOn = (): AppError =>
  new AppError(
    'conflict',
    'Somebody changed the draft while it was being checked. Check it again and publish then.',
    [],
    {},
    'Пока черновик проверялся, его изменили. Проверьте его ещё раз и тогда публикуйте.',
  )
