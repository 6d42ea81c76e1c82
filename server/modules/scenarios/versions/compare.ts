import { rcompare } from 'semver'
import type { TenantTx } from '../../../../db/tenant.ts'
import {
  type Bump,
  comparePacks,
  type Difference,
  type LoadedPack,
  checkVersionBump,
  requiredBump,
} from '../../../../plugins/engine/index.ts'
import { AppError } from '../../../platform/errors.ts'
import type { ScenarioDeps } from '../deps.ts'
import { listOwnVersions } from './repo.ts'

/** A published version; `pack` is undefined if this engine no longer accepts it. */
export interface PublishedVersion {
  version: string
  pack: LoadedPack | undefined
}

/** The highest version that was ever published of an own scenario. */
export async function findNewestVersion(
  { packs }: Pick<ScenarioDeps, 'packs'>,
  tx: TenantTx,
  id: string,
): Promise<PublishedVersion | null> {
  const versions = (await listOwnVersions(tx, id)).map(({ version }) => version)
  const newest = versions.toSorted(rcompare)[0]
  return newest ? { version: newest, pack: await packs.find(tx, id, newest) } : null
}

/** All differences between two versions, and the version bump that they require. */
export function compareWith(
  before: LoadedPack | undefined,
  after: LoadedPack,
): { differences: Difference[]; requiredBump: Bump | null } {
  if (!before) return { differences: [], requiredBump: 'major' }
  const differences = comparePacks(before, after)
  return { differences, requiredBump: requiredBump(differences) }
}

/** Throws `version_unfit` when the version number does not reflect what has changed since the newest version. */
export function requireFittingVersion(newest: PublishedVersion, next: LoadedPack): void {
  const problem = newest.pack && checkVersionBump(newest.pack, next)
  if (!problem) return
  const { pointer, code, reason, remedy } = problem
  const { differences, requiredBump: bump } = compareWith(newest.pack, next)
  const because = differences.filter((difference) => difference.bump === bump).slice(0, 20)
  throw new AppError(
    'version_unfit',
    `${reason.en} ${remedy.en}`,
    [
      { pointer, detail: reason.en, inRussian: reason.ru, reason: code },
      ...because.map(({ pointer, words, kind }) => ({
        pointer,
        detail: words.en,
        inRussian: words.ru,
        reason: kind,
      })),
    ],
    {},
    `${reason.ru} ${remedy.ru}`,
  )
}
