import { readFixtures } from '../fixtures/fixture.ts'
import { readMigrations } from '../migrations/read-migrations.ts'
import type { LoadedPack, Locale, PackFiles, PackManifest, SectionSpec } from '../types.ts'
import { readCues } from './cues.ts'
import { BOUNDS } from './dialect/bounds.ts'
import { checkDialect } from './dialect/check-dialect.ts'
import { checkFiles, hashOf, MAX_FILE_BYTES } from './files.ts'
import { completeLabels, readLabels } from './labels.ts'
import { checkManifest } from './manifest.ts'
import { PackError, Problems } from './pack-error.ts'
import { type JsonObject, parseJsonObject } from './parse-json.ts'
import { readPrompts } from './prompts.ts'
import { readSections } from './sections.ts'
import { compileValidators } from './validate.ts'
import type { ProblemCode } from './messages/en.ts'
import { eachLocale } from '../../vocabulary.ts'

/**
 * Checks a pack completely and prepares it for runs. Pure: the caller reads the files. Throws `PackError` with every
 * fault, each with file, JSON Pointer and remedy.
 */
export function loadPack(files: PackFiles): LoadedPack {
  return load(files, new Set())
}

/** Bounds that were introduced after packs beyond them had been published. */
const laterBounds: ReadonlySet<ProblemCode> = new Set(['patterns-too-slow'])

/** Loads a version that passed these checks when it was published: faults from later bounds become `outdated`. */
export function loadPublished(files: PackFiles): LoadedPack {
  return load(files, laterBounds)
}

function load(files: PackFiles, forgiven: ReadonlySet<ProblemCode>): LoadedPack {
  const problems = new Problems()
  checkFiles(files, problems)
  problems.throwIfAny()
  const manifestFile = json(files, 'pack.json', MAX_FILE_BYTES, problems)
  const schema = json(files, 'output.schema.json', BOUNDS.schemaBytes, problems)
  const labelFiles = eachLocale((locale) => labelFile(files, locale, problems))
  const manifest = manifestFile && checkManifest(manifestFile, problems)
  const prompts = manifest ? readPrompts(manifest, files, problems) : {}
  if (schema) checkDialect(schema, problems)
  const outdated = problems.takeOut(forgiven)
  problems.throwIfAny()
  if (!schema || !manifest || !areRead(labelFiles)) throw new PackError(problems.list)

  const cues = readCues(schema, problems)
  const sections = readSections(schema, problems)
  problems.throwIfAny()
  checkCoveredBySteps(manifest, sections, problems)
  const labelsIn = (locale: Locale, value: JsonObject) => {
    const isDemanded = manifest.locales.includes(locale)
    return readLabels({ locale, value, isDemanded }, sections, problems)
  }
  const labels = completeLabels(
    eachLocale((locale) => labelsIn(locale, labelFiles[locale])),
    sections,
  )
  readFixtures(files, sections, problems)
  const migrations = readMigrations(manifest.version, files, sections, problems)
  problems.throwIfAny()
  const hash = hashOf(files)
  const isOutdated = outdated.length > 0 ? { outdated } : {}
  const loaded = { manifest, hash, sections, labels, prompts, cues, migrations, files }
  const pack = { ...loaded, ...isOutdated }
  compileValidators(pack, problems)
  problems.throwIfAny()
  return pack
}

function json(files: PackFiles, file: string, maxBytes: number, problems: Problems) {
  return parseJsonObject(file, files[file] ?? '', maxBytes, problems)
}

const areRead = (files: Record<Locale, JsonObject | null>): files is Record<Locale, JsonObject> =>
  !Object.values(files).includes(null)

/** Titles in an optional language may be missing. */
function labelFile(files: PackFiles, locale: Locale, problems: Problems): JsonObject | null {
  const file = `i18n/${locale}.json`
  return Object.hasOwn(files, file) ? json(files, file, MAX_FILE_BYTES, problems) : {}
}

function checkCoveredBySteps(
  manifest: PackManifest,
  sections: SectionSpec[],
  problems: Problems,
): void {
  const asked = new Set(manifest.steps.flatMap((step) => step.sections))
  for (const { name } of sections) {
    if (!asked.delete(name)) problems.add('pack.json#/steps', 'section-unasked', { section: name })
  }
  for (const section of asked) problems.add('pack.json#/steps', 'section-unknown', { section })
}
