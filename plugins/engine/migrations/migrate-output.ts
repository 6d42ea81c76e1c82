import semver from 'semver'
import { validateItem } from '../pack/validate.ts'
import type { ItemValue, LoadedPack, RunOutput, SectionResult } from '../types.ts'
import { type MigrationOperation, readTarget } from './migration.ts'

/** A stored item with its section. */
export interface KeptItem {
  section: string
  value: ItemValue
}

export interface MigratedOutput {
  /** The older output in the newer pack's form; quotes and item keys are unchanged. */
  output: RunOutput
  /** Items that still do not fit the newer schema; they are kept, with their faults. */
  misfits: { section: string; key: string; faults: { pointer: string; detail: string }[] }[]
}

/** The operations that convert items of a major version for this pack. */
export function operationsSince(version: string, pack: LoadedPack): MigrationOperation[] {
  const from = semver.major(version)
  return pack.migrations
    .filter((migration) => migration.from >= from)
    .flatMap(({ operations }) => operations)
}

/** Migrates one item without changing it; null when its section was dropped. */
export function migrateItem(item: KeptItem, operations: MigrationOperation[]): KeptItem | null {
  let current: KeptItem = item
  for (const operation of operations) {
    const next = applyTo(current, operation)
    if (!next) return null
    current = next
  }
  return current
}

function applyTo(item: KeptItem, operation: MigrationOperation): KeptItem | null {
  const { section, field } = readTarget(operation.path)
  if (section !== item.section) return item
  if (field === null) {
    if (operation.op === 'drop') return null
    return operation.op === 'rename' ? { ...item, section: operation.to } : item
  }
  if (operation.op === 'default') {
    const isMissing = !Object.hasOwn(item.value, field) || item.value[field] === null
    return isMissing ? { ...item, value: { ...item.value, [field]: operation.value } } : item
  }
  const to = operation.op === 'rename' ? operation.to : null
  const kept = Object.entries(item.value)
    .filter(([name]) => (to === null ? name !== field : name !== to))
    .map(([name, value]) => [name === field && to !== null ? to : name, value] as const)
  return { ...item, value: Object.fromEntries(kept) }
}

/**
 * Migrates the output of an older major version to a newer one with the newer pack's migrations, across several majors
 * if necessary. Pure; within one major nothing changes. Throws RangeError for another scenario or a newer output.
 */
export function migrateOutput(output: RunOutput, pack: LoadedPack): MigratedOutput {
  const { id, version } = output.pack
  if (id !== pack.manifest.id) throw new RangeError(`${id} is not ${pack.manifest.id}.`)
  if (semver.major(version) > semver.major(pack.manifest.version)) {
    throw new RangeError(`${version} is newer than ${pack.manifest.version}.`)
  }
  const operations = operationsSince(version, pack)
  const misfits: MigratedOutput['misfits'] = []
  const known = new Set(pack.sections.map(({ name }) => name))
  const sections = output.sections.flatMap((section): SectionResult[] => {
    const moved = migrateItem({ section: section.name, value: {} }, operations)
    if (!moved || !known.has(moved.section)) return []
    const items = section.items.map((item) => {
      const value = migrateItem({ section: section.name, value: item.value }, operations)?.value
      const migrated = { ...item, value: value ?? item.value }
      const faults = validateItem(pack, moved.section, migrated.value)
      if (faults.length > 0) misfits.push({ section: moved.section, key: item.key, faults })
      return migrated
    })
    return [{ ...section, name: moved.section, items }]
  })
  const order = pack.sections.map(({ name }) => name)
  sections.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  const named = { id, version: pack.manifest.version, hash: pack.hash }
  return { output: { ...output, pack: named, sections }, misfits }
}
