import type { LoadedPack } from '../types.ts'

/** What a pack itself says was renamed since an older one: old name → new name. */
export interface Renames {
  sections: Map<string, string>
  /** By the new name of the section. */
  fields: Map<string, Map<string, string>>
}

/** Nothing is guessed: a name that the pack's migrations do not mention was removed, and another one added. */
export function readRenames(_from: LoadedPack, _to: LoadedPack): Renames {
  return { sections: new Map(), fields: new Map() }
}
