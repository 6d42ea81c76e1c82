import type { Bump } from '../../vocabulary.ts'

/**
 * Every kind of difference and the step of the version that it needs. Whoever wrote items under the old version must find
 * them valid under the new one, or the step is major: so a value less to choose from is major and one more is minor (who
 * reads items has to expect codes that are new to them). How something is asked for or shown is minor.
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
