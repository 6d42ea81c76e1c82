import type { Bump } from '../../vocabulary.ts'

/**
 * Every kind of difference with the version bump that it requires. Items written under the old version must be valid
 * under the new one, or the bump is major: removing a choice is major, adding one is minor (readers must expect unknown
 * codes). Changes to how something is asked for or shown are minor.
 */
export const KINDS = {
  'section-removed': 'major',
  'section-renamed': 'major',
  'section-retyped': 'major',
  'section-added': 'minor',
  'track-changed': 'major',
  'evidence-changed': 'major',
  'grade-changed': 'major',
  'withhold-changed': 'major',
  'text-field-changed': 'major',
  'render-changed': 'minor',
  'priority-changed': 'minor',
  'extractive-changed': 'minor',
  'cues-changed': 'minor',
  'order-changed': 'patch',
  'field-removed': 'major',
  'field-renamed': 'major',
  'field-retyped': 'major',
  'required-field-added': 'major',
  'field-now-required': 'major',
  'null-no-longer-allowed': 'major',
  'values-removed': 'major',
  'choice-introduced': 'major',
  'const-changed': 'major',
  'bound-tightened': 'major',
  'format-changed': 'major',
  'pattern-changed': 'major',
  'optional-field-added': 'minor',
  'field-now-optional': 'minor',
  'null-now-allowed': 'minor',
  'values-added': 'minor',
  'choice-dropped': 'minor',
  'const-dropped': 'minor',
  'bound-loosened': 'minor',
  'format-dropped': 'minor',
  'pattern-dropped': 'minor',
  'computed-changed': 'minor',
  'prompt-changed': 'minor',
  'steps-changed': 'minor',
  'model-class-changed': 'minor',
  'limits-changed': 'minor',
  'settings-changed': 'minor',
  'migrations-changed': 'minor',
  'description-changed': 'patch',
  'title-changed': 'patch',
  'tags-changed': 'patch',
} as const satisfies Record<string, Bump>

export type DifferenceKind = keyof typeof KINDS
