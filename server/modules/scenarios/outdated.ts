import type { LoadedPack } from '../../../plugins/engine/index.ts'
import { AppError } from '../../platform/errors.ts'

/**
 * Throws `scenario_outdated` for a version that an earlier engine accepted and this one does not, with the reason and the
 * remedy. Its results can still be read.
 */
export function requireRunnable({ manifest, outdated }: LoadedPack): void {
  const [first] = outdated ?? []
  if (!outdated || !first) return
  const { title, version } = manifest
  throw new AppError(
    'scenario_outdated',
    `Version ${version} of “${title.en}” was published before patterns were bounded in cost, and nothing runs under it any more. ${first.reason.en} Publish a new version (${lowerFirst(first.remedy.en)}) or choose another scenario. Results made with this version stay as they are.`,
    outdated.map(({ pointer, reason, code }) => ({ pointer, detail: reason.en, reason: code })),
    {},
    `Версия ${version} сценария «${title.ru}» опубликована до того, как появился предел на цену выражений, и больше не запускается. ${first.reason.ru} Опубликуйте новую версию (${lowerFirst(first.remedy.ru)}) или выберите другой сценарий. Результаты этой версии остаются как есть.`,
  )
}

const lowerFirst = (sentence: string): string =>
  `${sentence[0]?.toLowerCase() ?? ''}${sentence.slice(1).replace(/\.$/, '')}`
