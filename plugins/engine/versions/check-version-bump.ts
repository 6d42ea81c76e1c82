import semver from 'semver'
import type { LoadedPack } from '../types.ts'
import { packProblem } from '../pack/pack-error.ts'
import type { PackProblem } from '../pack/pack-problem.ts'
import { bumpNames } from './difference-messages.ts'
import { comparePacks, requiredBump } from './compare-packs.ts'
import { eachLocale, translate } from '../../vocabulary.ts'

/** The lowest version that the newer pack may have after the older one. */
export function leastVersion(from: LoadedPack, to: LoadedPack): string {
  const bump = requiredBump(comparePacks(from, to)) ?? 'patch'
  return semver.inc(from.manifest.version, bump) ?? from.manifest.version
}

/** Returns the problem with the version that the newer pack claims to have after the older one, or null. */
export function checkVersionBump(from: LoadedPack, to: LoadedPack): PackProblem | null {
  const { id, version } = to.manifest
  const before = from.manifest
  if (id !== before.id) {
    return packProblem('pack.json#/id', 'pack-id-changed', { id, before: before.id })
  }
  const least = leastVersion(from, to)
  if (semver.gte(version, least)) return null
  const told = { version, from: before.version, least }
  if (semver.lte(version, before.version)) {
    return packProblem('pack.json#/version', 'version-not-newer', told)
  }
  const bump = requiredBump(comparePacks(from, to)) ?? 'patch'
  return packProblem(
    'pack.json#/version',
    'version-too-small',
    { ...told, bump },
    eachLocale((locale) => ({ bump: translate(bumpNames, locale)[bump] })),
  )
}
