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
import { getScenario, getScenarioForChange, updateDraft } from '../repo.ts'
import { findVerdict } from '../trials/repo.ts'
import { toVersionView, metadataOf } from '../view.ts'
import { findNewestVersion, requireFittingVersion } from './compare.ts'
import { insertVersion } from './repo.ts'

/** Publishes the draft as a version that meetings can use and that never changes. */
export async function publishVersion(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  version: string,
): Promise<ScenarioVersionView> {
  authorize(ctx, 'scenarios:write')
  const { digest, files, newest } = await withTenant(deps.db, ctx, async (tx) => ({
    ...(await loadDraft(tx, await getScenario(tx, id))),
    newest: await findNewestVersion(deps, tx, id),
  }))
  const pack = await requireValid(deps, ctx, id, files)
  requireVersion(pack, version)
  if (newest) requireFittingVersion(newest, pack)
  return withWrite(deps.db, ctx, async (tx) => {
    const now = await getScenarioForChange(tx, id)
    if (now.draftDigest !== digest) throw draftChanged()
    await requireGreen(tx, id, digest)
    const isStored = await insertVersion(tx, {
      id,
      version,
      hash: pack.hash,
      bodyDigest: digest,
      words: metadataOf(pack),
      publishedBy: actorId(ctx),
    })
    if (!isStored) throw alreadyPublished(version)
    const { title } = pack.manifest
    await updateDraft(tx, id, { draftDigest: null, draftBasedOn: null, title })
    await audit(tx, ctx, 'scenario.published', null, { scenario: id, version, hash: pack.hash })
    return toVersionView(pack)
  })
}

/** Throws unless exactly these files have passed their fixtures and all current goldens. */
async function requireGreen(tx: TenantTx, id: string, digest: string): Promise<void> {
  const verdict = await findVerdict(tx, id, digest)
  if (verdict?.green && verdict.isCurrent) return
  throw new AppError(
    'regression_needed',
    verdict && !verdict.green
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
    verdict && !verdict.green
      ? 'Эти файлы не прошли проверку. Исправьте черновик, проверьте его снова и тогда публикуйте. Ничего не изменено.'
      : 'Эти файлы ещё не проверены, или проверены не на всех принятых встречах. Запустите проверку (POST …/regression) и тогда публикуйте. Ничего не изменено.',
  )
}

function requireVersion({ manifest }: LoadedPack, version: string): void {
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

const alreadyPublished = (version: string): AppError =>
  new AppError(
    'already_exists',
    `Version ${version} was published already, and a published version never changes. Choose a higher one.`,
    [{ pointer: '/version', detail: 'is taken', inRussian: 'занята' }],
    {},
    `Версия ${version} уже опубликована, а опубликованная версия не меняется. Выберите номер выше.`,
  )

const draftChanged = (): AppError =>
  new AppError(
    'conflict',
    'Somebody changed the draft while it was being checked. Check it again and publish then.',
    [],
    {},
    'Пока черновик проверялся, его изменили. Проверьте его ещё раз и тогда публикуйте.',
  )
