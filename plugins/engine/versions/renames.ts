import { follow } from '../migrations/migration.ts'
import { operationsSince } from '../migrations/migrate-output.ts'
import type { LoadedPack } from '../types.ts'

/** Renames since an older version, according to the pack: old name → new name. */
export interface Renames {
  sections: Map<string, string>
  /** By the new name of the section. */
  fields: Map<string, Map<string, string>>
}

/** Nothing is guessed: a name that the newer pack's migrations do not mention counts as removed. */
export function readRenames(from: LoadedPack, to: LoadedPack): Renames {
  const operations = operationsSince(from.manifest.version, to)
  const renames: Renames = { sections: new Map(), fields: new Map() }
  for (const { name, fields } of from.sections) {
    const section = follow({ section: name, field: null }, operations)
    if (!section) continue
    if (section.section !== name) renames.sections.set(name, section.section)
    const renamed = new Map<string, string>()
    for (const field of fields) {
      const moved = follow({ section: name, field: field.name }, operations)?.field
      if (moved && moved !== field.name) renamed.set(field.name, moved)
    }
    renames.fields.set(section.section, renamed)
  }
  return renames
}
