import type { LoadedPack } from '../types.ts'
import { compareManifests, compareTexts, compareTitles } from './compare-manifests.ts'
import { compareSections } from './compare-sections.ts'
import type { Difference } from './difference.ts'
import type { Bump } from '../../vocabulary.ts'
import { readRenames } from './renames.ts'

const SIZES: Record<Bump, number> = { patch: 1, minor: 2, major: 3 }

/** Every difference between two versions of a pack, the most severe first. Fixtures and formatting do not count. */
export function comparePacks(from: LoadedPack, to: LoadedPack): Difference[] {
  const renames = readRenames(from, to)
  const found = [
    ...compareSections(from, to, renames),
    ...compareManifests(from, to, renames),
    ...compareTexts(from, to, renames),
    ...compareTitles(from, to, renames),
  ]
  return found.toSorted((a, b) => SIZES[b.bump] - SIZES[a.bump])
}

/** The version bump that the differences require; null when there are none. */
export function requiredBump(differences: Difference[]): Bump | null {
  return differences.reduce<Bump | null>(
    (most, { bump }) => (most === null || SIZES[bump] > SIZES[most] ? bump : most),
    null,
  )
}
