import semver from 'semver'
import type { Locale, PackManifest } from '../types.ts'
import type { JsonObject } from './parse-json.ts'
import type { Problems } from './pack-error.ts'
import { compileShape } from './shape.ts'
import { eachLocale, locales, modelSizes } from '../../vocabulary.ts'

/** Version of the engine that a pack's `engine` range is compared with. */
export const ENGINE_VERSION = '1.0.0'

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength })
/** `locales` decides which languages are required. */
const localized = (maxLength: number) => ({
  type: 'object',
  properties: eachLocale(() => ({ type: 'string', maxLength })),
  additionalProperties: false,
})
const names = (maxItems: number) => ({
  type: 'array',
  items: text(64),
  maxItems,
  uniqueItems: true,
})

/** Technical terms that speech recognition should expect. */
const terms = { type: 'array', items: text(80), maxItems: 50, uniqueItems: true } as const

const manifestSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 64 },
    version: text(32),
    engine: text(64),
    locales: {
      type: 'array',
      items: { enum: locales },
      minItems: 1,
      maxItems: locales.length,
      uniqueItems: true,
    },
    defaultLanguage: { enum: locales },
    meetingType: text(64),
    tags: names(20),
    title: localized(80),
    description: localized(400),
    steps: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          id: { type: 'string', pattern: '^[a-z][a-z0-9-]*$', maxLength: 40 },
          sections: { ...names(40), minItems: 1 },
          after: names(20),
          model: { enum: modelSizes },
        },
        required: ['id', 'sections', 'after', 'model'],
        additionalProperties: false,
      },
    },
    keyTerms: {
      type: 'object',
      properties: eachLocale(() => terms),
      additionalProperties: false,
    },
    limits: {
      type: 'object',
      properties: {
        maxTokens: { type: 'integer', minimum: 1000, maximum: 10_000_000 },
        maxCostCents: { type: 'integer', minimum: 0, maximum: 100_000 },
      },
      required: ['maxTokens', 'maxCostCents'],
      additionalProperties: false,
    },
  },
  required: [
    'id',
    'version',
    'engine',
    'locales',
    'defaultLanguage',
    'meetingType',
    'tags',
    'title',
    'description',
    'steps',
    'limits',
  ],
  additionalProperties: false,
} as const

const isManifest = compileShape<PackManifest>(manifestSchema)

/**
 * Checks `pack.json` by shape, then what a shape cannot express: titles in each language of `locales`, versions, the
 * engine's range, the order of steps. A text that is missing in one language is taken from another.
 */
export function checkManifest(value: JsonObject, problems: Problems): PackManifest | null {
  const candidate: unknown = value
  if (!isManifest(candidate, 'pack.json', problems)) return null
  checkWords(candidate, problems)
  checkVersions(candidate, problems)
  checkSteps(candidate, problems)
  const { title, description } = candidate
  return {
    ...candidate,
    title: inEachLocale(title),
    description: inEachLocale(description),
  }
}

type Written = Partial<Record<Locale, string>>

const inEachLocale = (written: Written): Record<Locale, string> =>
  eachLocale(
    (own) => [own, ...locales].map((one) => written[one]).find((text) => text?.trim()) ?? '',
  )

function checkWords(manifest: PackManifest, problems: Problems): void {
  for (const key of ['title', 'description'] as const) {
    const written: Written = manifest[key]
    for (const locale of manifest.locales) {
      const text = written[locale]
      if (text === undefined) {
        problems.add(`pack.json#/${key}`, 'shape-missing', { name: locale })
      } else if (text.trim() === '') {
        problems.add(`pack.json#/${key}/${locale}`, 'shape-too-short', { limit: 1 })
      }
    }
  }
}

function checkVersions({ version, engine: range }: PackManifest, problems: Problems): void {
  if (semver.valid(version) !== version) {
    problems.add('pack.json#/version', 'version-invalid', { version })
  }
  const engine = ENGINE_VERSION
  if (semver.validRange(range) === null) {
    problems.add('pack.json#/engine', 'engine-range-invalid', { range, engine })
  } else if (!semver.satisfies(engine, range)) {
    problems.add('pack.json#/engine', 'engine-unsupported', { range, engine })
  }
}

function checkSteps(manifest: PackManifest, problems: Problems): void {
  const seenSteps = new Set<string>()
  const seenSections = new Set<string>()
  for (const [index, step] of manifest.steps.entries()) {
    const pointer = `pack.json#/steps/${index}`
    if (seenSteps.has(step.id)) problems.add(`${pointer}/id`, 'step-twice', { step: step.id })
    for (const [at, earlier] of step.after.entries()) {
      if (seenSteps.has(earlier)) continue
      problems.add(`${pointer}/after/${at}`, 'step-order', { step: step.id, earlier })
    }
    for (const [at, section] of step.sections.entries()) {
      if (seenSections.has(section)) {
        problems.add(`${pointer}/sections/${at}`, 'section-asked-twice', { section })
      }
      seenSections.add(section)
    }
    seenSteps.add(step.id)
  }
}
