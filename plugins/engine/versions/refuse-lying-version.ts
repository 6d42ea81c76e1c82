import semver from 'semver'
import type { LoadedPack } from '../types.ts'
import { packProblem, type PackProblem } from '../pack/pack-error.ts'
import { bumpWords } from './words.ts'
import { comparePacks, requiredBump } from './compare-packs.ts'
import { eachLocale, translate } from '../../vocabulary.ts'

/** The least version that the newer pack may have after the older one. */
export function leastVersion(from: LoadedPack, to: LoadedPack): string {
  const bump = requiredBump(comparePacks(from, to)) ?? 'patch'
  return semver.inc(from.manifest.version, bump) ?? from.manifest.version
}

/** Says why the newer pack may not have the version that it claims after the older one, or null. */
export function refuseLyingVersion(from: LoadedPack, to: LoadedPack): PackProblem | null {
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
    eachLocale((locale) => ({ bump: translate(bumpWords, locale)[bump] })),
  )
}
