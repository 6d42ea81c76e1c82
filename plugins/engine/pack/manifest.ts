import Ajv2020, { type ErrorObject } from 'ajv/dist/2020.js'
import semver from 'semver'
import type { PackManifest } from '../types.ts'
import type { JsonObject } from './parse-json.ts'
import type { Problems } from './pack-error.ts'

/** Version of the engine that a pack's `engine` range is compared with. */
export const ENGINE_VERSION = '1.0.0'

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength })
const localized = (maxLength: number) => ({
  type: 'object',
  properties: { en: text(maxLength), ru: text(maxLength) },
  required: ['en', 'ru'],
  additionalProperties: false,
})
const names = (maxItems: number) => ({
  type: 'array',
  items: text(64),
  maxItems,
  uniqueItems: true,
})

const manifestSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 64 },
    version: text(32),
    engine: text(64),
    locales: {
      type: 'array',
      items: { enum: ['en', 'ru'] },
      minItems: 2,
      maxItems: 2,
      uniqueItems: true,
    },
    defaultLanguage: { enum: ['en', 'ru'] },
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
          model: { enum: ['small', 'large'] },
        },
        required: ['id', 'sections', 'after', 'model'],
        additionalProperties: false,
      },
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

const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  strictTypes: false,
  logger: false,
}).compile<PackManifest>(manifestSchema)

/** Checks `pack.json` by shape, then what a shape cannot say: versions, the engine's range, the order of steps. */
export function checkManifest(value: JsonObject, problems: Problems): PackManifest | null {
  const candidate: unknown = value
  if (!validate(candidate)) {
    for (const error of validate.errors ?? []) addShapeProblem(error, problems)
    return null
  }
  checkVersions(candidate, problems)
  checkSteps(candidate, problems)
  return candidate
}

function addShapeProblem(error: ErrorObject, problems: Problems): void {
  const extra = error.params['additionalProperty'] ?? error.params['missingProperty']
  const named = typeof extra === 'string' ? ` (${extra.slice(0, 80)})` : ''
  problems.add(
    `pack.json#${error.instancePath}`,
    `${error.message ?? 'not valid'}${named}`,
    'Compare with the pack.json of general-minutes, which has every field.',
  )
}

function checkVersions(manifest: PackManifest, problems: Problems): void {
  if (semver.valid(manifest.version) !== manifest.version) {
    problems.add(
      'pack.json#/version',
      `"${manifest.version}" is no semantic version.`,
      'Write it as major.minor.patch, for example 1.0.0.',
    )
  }
  if (semver.validRange(manifest.engine) === null) {
    problems.add(
      'pack.json#/engine',
      `"${manifest.engine}" is no version range.`,
      `Write for example ^${ENGINE_VERSION}.`,
    )
  } else if (!semver.satisfies(ENGINE_VERSION, manifest.engine)) {
    problems.add(
      'pack.json#/engine',
      `This engine is ${ENGINE_VERSION}; the pack asks for ${manifest.engine}.`,
      'Use a version of the pack made for this engine.',
    )
  }
}

function checkSteps(manifest: PackManifest, problems: Problems): void {
  const seenSteps = new Set<string>()
  const seenSections = new Set<string>()
  for (const [index, step] of manifest.steps.entries()) {
    if (seenSteps.has(step.id)) {
      problems.add(
        `pack.json#/steps/${index}/id`,
        `Two steps are called ${step.id}.`,
        'Rename one.',
      )
    }
    for (const [at, earlier] of step.after.entries()) {
      if (!seenSteps.has(earlier)) {
        problems.add(
          `pack.json#/steps/${index}/after/${at}`,
          `No step ${earlier} stands before ${step.id}.`,
          'List steps in the order in which they run; a step may only follow an earlier one.',
        )
      }
    }
    for (const [at, section] of step.sections.entries()) {
      if (seenSections.has(section)) {
        problems.add(
          `pack.json#/steps/${index}/sections/${at}`,
          `The section ${section} is asked for twice.`,
          'Keep it in one step.',
        )
      }
      seenSections.add(section)
    }
    seenSteps.add(step.id)
  }
}
