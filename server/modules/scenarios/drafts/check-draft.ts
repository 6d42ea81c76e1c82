import { withTenant } from '../../../../db/tenant.ts'
import type { LoadedPack, PackFiles } from '../../../../plugins/engine/index.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { claimantOf } from '../../../platform/fair-gate.ts'
import type { CheckNewFiles, CheckView, FilesCheckView, PackProblemView } from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import { readManifest, titleOf } from '../manifest.ts'
import { getScenario } from '../repo.ts'
import { compareWith, findNewestVersion } from '../versions/compare.ts'
import { loadDraft } from './draft.ts'
import { limitsOf } from './limits.ts'
import { renamed } from './new-pack.ts'
import { eachLocale, translate, type Translated } from '../../../../plugins/vocabulary.ts'

/** Checks the draft or the given files: their problems, what they change, and which version that requires. */
export async function checkDraft(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  given?: PackFiles,
): Promise<CheckView> {
  authorize(ctx, 'scenarios:write')
  const { files, newest } = await withTenant(deps.db, ctx, async (tx) => {
    const row = await getScenario(tx, id)
    const files = given ?? (await loadDraft(tx, row)).files
    return { files, newest: await findNewestVersion(deps, tx, id) }
  })
  const { pack, problems } = await checkFiles(deps, ctx, id, files)
  const comparison = pack && newest ? compareWith(newest.pack, pack) : null
  return {
    valid: pack !== null,
    problems,
    hash: pack?.hash ?? null,
    comparedWith: comparison && newest ? newest.version : null,
    differences: comparison?.differences ?? [],
    requiredBump: comparison?.requiredBump ?? null,
    limits: limitsOf(files),
  }
}

/** Checks imported files as a new scenario `id` without storing them. */
export async function checkNewFiles(
  deps: Pick<ScenarioDeps, 'checker'>,
  ctx: Ctx,
  { id, files: given }: CheckNewFiles,
): Promise<FilesCheckView> {
  authorize(ctx, 'scenarios:write')
  const files = renamed(given, id)
  const { pack, problems } = await checkFiles(deps, ctx, id, files)
  return { valid: pack !== null, title: titleOf(files, id), problems }
}

/** Checks files as a version of the scenario `id`: the pack itself, and that it names that scenario. */
export async function checkFiles(
  { checker }: Pick<ScenarioDeps, 'checker'>,
  ctx: Ctx,
  id: string,
  files: PackFiles,
): Promise<{ pack: LoadedPack | null; problems: PackProblemView[] }> {
  const checked = await checker.check(claimantOf(ctx), files)
  const named = readManifest(files)?.['id']
  const problems = checked.problems.map(({ pointer, code, reason, remedy }) => {
    const at = pointer.indexOf('#')
    return { file: pointer.slice(0, at), pointer: pointer.slice(at + 1), code, reason, remedy }
  })
  if (typeof named === 'string' && named !== id) problems.push(idDiffers(id))
  return { pack: checked.ok && problems.length === 0 ? checked.pack : null, problems }
}

const otherId: Translated = {
  en: 'This is the id of another scenario.',
  ru: 'Это идентификатор другого сценария.',
}
const write: Translated = { en: 'Write', ru: 'Напишите' }

const idDiffers = (id: string) => ({
  file: 'pack.json',
  pointer: '/id',
  code: 'id-differs' as never,
  reason: eachLocale((locale) => translate(otherId, locale)),
  remedy: eachLocale((locale) => `${translate(write, locale)} "${id}".`),
})

/** The checked pack; throws `scenario_invalid` with a pointer into the files for each problem. */
export async function requireValid(
  deps: Pick<ScenarioDeps, 'checker'>,
  ctx: Ctx,
  id: string,
  files: PackFiles,
): Promise<LoadedPack> {
  const { pack, problems } = await checkFiles(deps, ctx, id, files)
  if (pack) return pack
  throw new AppError(
    'scenario_invalid',
    'The draft is not valid yet; the list says where and what to do. Nothing was changed.',
    problems.slice(0, 50).map(({ file, pointer, code, reason, remedy }) => ({
      pointer: `${file}#${pointer}`,
      detail: `${reason.en} ${remedy.en}`,
      inRussian: `${reason.ru} ${remedy.ru}`,
      reason: code,
    })),
    {},
    'В черновике есть ошибки; где они и что делать, сказано в списке. Ничего не изменено.',
  )
}
