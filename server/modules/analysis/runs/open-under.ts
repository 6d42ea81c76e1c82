import semver from 'semver'
import {
  follow,
  type LoadedPack,
  migrateItem,
  type MigrationOperation,
  operationsSince,
} from '../../../../plugins/engine/index.ts'
import type { ItemRow, LockRow } from '../items.ts'

/** The scenario's version that a run was made with. */
export interface MadeWith {
  packId: string
  packVersion: string
}

/** What the pack does to items of an older major version of itself; null when there is nothing to do. */
function operationsFor(made: MadeWith, pack: LoadedPack): MigrationOperation[] | null {
  const { id, version } = pack.manifest
  const isOlder = made.packId === id && semver.major(made.packVersion) < semver.major(version)
  return isOlder ? operationsSince(made.packVersion, pack) : null
}

/** How a section of the run is called in the pack's version; null when it was dropped. */
export function sectionUnder(section: string, made: MadeWith, pack: LoadedPack): string | null {
  const operations = operationsFor(made, pack)
  return operations ? (follow({ section, field: null }, operations)?.section ?? null) : section
}

/**
 * Items of a run as a newer major version of the same scenario has them: sections, fields and what is locked are
 * renamed, filled in and dropped as its migrations say. Under any other version they stay as they are.
 */
export function openUnder(rows: ItemRow[], made: MadeWith, pack: LoadedPack): ItemRow[] {
  const operations = operationsFor(made, pack)
  if (!operations) return rows
  return rows.flatMap((row) => {
    const moved = migrateItem({ section: row.section, value: row.value }, operations)
    if (!moved) return []
    const locks = row.locks.flatMap((lock): LockRow[] => {
      if (lock.pointer === '') return [lock]
      const to = follow({ section: row.section, field: fieldOf(lock.pointer) }, operations)
      return to?.field ? [{ ...lock, pointer: pointerTo(to.field) }] : []
    })
    return [{ ...row, ...moved, locks }]
  })
}

/** The field that a JSON Pointer into an item's value names (RFC 6901). */
export const fieldOf = (pointer: string): string =>
  pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~')

export const pointerTo = (field: string): string =>
  `/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`
