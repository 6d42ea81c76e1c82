import semver from 'semver'
import {
  follow,
  type LoadedPack,
  migrateItem,
  type MigrationOperation,
  operationsSince,
} from '../../../../plugins/engine/index.ts'
import { type ItemRow, type LockRow, withNames } from '../items.ts'
import { pointerOf, tokensOf } from '../people/pointers.ts'
import type { ReadReference } from '../people/references.ts'

/** The scenario's version that a run was made with. */
export interface MadeWith {
  packId: string
  packVersion: string
}

/** What the pack does to items of an older major version of itself; null when there is nothing to do. */
export function operationsFor(made: MadeWith, pack: LoadedPack): MigrationOperation[] | null {
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

/** The field of an item's value into which a JSON Pointer leads. */
export const fieldOf = (pointer: string): string => tokensOf(pointer)[0] ?? ''

export const pointerTo = (field: string): string => pointerOf([field])
