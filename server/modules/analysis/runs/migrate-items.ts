import semver from 'semver'
import {
  follow,
  type LoadedPack,
  migrateItem,
  type MigrationOperation,
  operationsSince,
} from '../../../../plugins/engine/index.ts'
import { type ItemRow, type LockRow, withNames } from '../repo/items.ts'
import { pointerOf, pointerTo, tokensOf } from '../people/pointers.ts'
import type { ReadReference } from '../people/repo/references.ts'

/** The scenario's version that a run was made with. */
export interface MadeWith {
  packId: string
  packVersion: string
}

/** The pack's migrations for items of an older major version; null if none are needed. */
export function findMigrations(made: MadeWith, pack: LoadedPack): MigrationOperation[] | null {
  const { id, version } = pack.manifest
  const isOlder = made.packId === id && semver.major(made.packVersion) < semver.major(version)
  return isOlder ? operationsSince(made.packVersion, pack) : null
}

/** The name of a run's section in the pack's version; null if it was dropped. */
export function migrateSectionName(
  section: string,
  made: MadeWith,
  pack: LoadedPack,
): string | null {
  const operations = findMigrations(made, pack)
  return operations ? (follow({ section, field: null }, operations)?.section ?? null) : section
}

/**
 * Migrates the items of a run to a newer major version of the same scenario: its migrations rename, fill in and drop
 * sections, fields and locks. For any other version the items stay the same.
 */
export function migrateItems(rows: ItemRow[], made: MadeWith, pack: LoadedPack): ItemRow[] {
  const operations = findMigrations(made, pack)
  if (!operations) return rows
  return rows.flatMap((row) => {
    const moved = migrateItem({ section: row.section, value: row.stored }, operations)
    if (!moved) return []
    const people = row.people.flatMap((one): ReadReference[] => {
      const [field = '', ...rest] = tokensOf(one.pointer)
      const to = follow({ section: row.section, field }, operations)
      return to?.field ? [{ ...one, pointer: pointerOf([to.field, ...rest]) }] : []
    })
    const locks = row.locks.flatMap((lock): LockRow[] => {
      if (lock.pointer === '') return [lock]
      const to = follow({ section: row.section, field: fieldOf(lock.pointer) }, operations)
      return to?.field ? [{ ...lock, pointer: pointerTo(to.field) }] : []
    })
    const { section, value } = moved
    return [withNames({ ...row, section, stored: value, people, locks })]
  })
}

/** The top-level field of a JSON Pointer into an item's value. */
export const fieldOf = (pointer: string): string => tokensOf(pointer)[0] ?? ''
