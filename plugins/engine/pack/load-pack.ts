import { createHash } from 'node:crypto'
import type { LoadedPack, Locale, PackFiles, SectionSpec, PackManifest } from '../types.ts'
import { readCues } from './cues.ts'
import { BOUNDS, checkDialect } from './dialect.ts'
import { readLabels } from './labels.ts'
import { checkManifest } from './manifest.ts'
import { PackError, Problems } from './pack-error.ts'
import { canonicalJson, parseJsonObject } from './parse-json.ts'
import { readPrompts } from './prompts.ts'
import { readSections } from './sections.ts'
import { compileValidators } from './validate.ts'

const MAX_FILE_BYTES = 200_000
const MAX_FILES = 100
const KNOWN_FILE =
  /^(pack\.json|output\.schema\.json|prompts\/[a-z][a-z0-9-]*\.md|i18n\/(en|ru)\.json|fixtures\/[a-z0-9][a-z0-9.-]*\.json)$/

/**
 * Checks a pack completely and makes it ready to run. Pure: the caller reads the files.
 * Throws `PackError` with every fault that was found, each with file, JSON Pointer and remedy.
 */
export function loadPack(files: PackFiles): LoadedPack {
  const problems = new Problems()
  checkFiles(files, problems)
  problems.throwIfAny()
  const manifestFile = json(files, 'pack.json', MAX_FILE_BYTES, problems)
  const schema = json(files, 'output.schema.json', BOUNDS.schemaBytes, problems)
  const labelFiles = {
    en: json(files, 'i18n/en.json', MAX_FILE_BYTES, problems),
    ru: json(files, 'i18n/ru.json', MAX_FILE_BYTES, problems),
  }
  const manifest = manifestFile && checkManifest(manifestFile, problems)
  const prompts = manifest ? readPrompts(manifest, files, problems) : {}
  if (schema) checkDialect(schema, problems)
  problems.throwIfAny()
  if (!schema || !manifest || !labelFiles.en || !labelFiles.ru) throw new PackError(problems.list)

  const cues = readCues(schema, problems)
  const sections = readSections(schema, problems)
  problems.throwIfAny()
  checkComputed(sections, problems)
  checkCoveredBySteps(manifest, sections, problems)
  const labels: Record<Locale, Record<string, string>> = {
    en: readLabels('en', labelFiles.en, sections, problems),
    ru: readLabels('ru', labelFiles.ru, sections, problems),
  }
  problems.throwIfAny()
  const pack = { manifest, hash: hashOf(files), sections, labels, prompts, cues, files }
  compileValidators(pack, problems)
  problems.throwIfAny()
  return pack
}

function json(files: PackFiles, file: string, maxBytes: number, problems: Problems) {
  return parseJsonObject(file, files[file] ?? '', maxBytes, problems)
}

function checkFiles(files: PackFiles, problems: Problems): void {
  const paths = Object.keys(files)
  if (paths.length > MAX_FILES) {
    problems.add('#', `A pack holds at most ${MAX_FILES} files.`, 'Remove fixtures.')
    return
  }
  for (const path of paths) {
    if (!KNOWN_FILE.test(path)) {
      problems.add(
        `${path.slice(0, 120)}#`,
        'A pack has no such file.',
        'A pack holds pack.json, output.schema.json, prompts/, i18n/ and fixtures/.',
      )
    } else if (Buffer.byteLength(files[path] ?? '') > MAX_FILE_BYTES * 5) {
      problems.add(`${path}#`, 'The file is larger than 1 MB.', 'Shorten it.')
    }
  }
  for (const path of ['pack.json', 'output.schema.json', 'i18n/en.json', 'i18n/ru.json']) {
    if (!Object.hasOwn(files, path)) {
      problems.add(`${path}#`, 'The file is missing.', 'Add it to the pack.')
    }
  }
}

function checkComputed(sections: SectionSpec[], problems: Problems): void {
  for (const section of sections) {
    for (const field of section.fields) {
      const source = section.fields.find((other) => other.name === field.computedFrom)
      const bad =
        field.computedFrom !== null && (field.format !== 'date' || source?.type !== 'string')
      if (bad) {
        problems.add(
          `output.schema.json#/properties/${section.name}`,
          `${field.name} says that it is computed, but is no date or has no text to start from.`,
          'computedFrom belongs to a field of format date and names a text field of the same item.',
        )
      }
    }
  }
}

function checkCoveredBySteps(
  manifest: PackManifest,
  sections: SectionSpec[],
  problems: Problems,
): void {
  const asked = new Set(manifest.steps.flatMap((step) => step.sections))
  for (const section of sections) {
    if (!asked.delete(section.name)) {
      problems.add(
        'pack.json#/steps',
        `No step asks for the section ${section.name}.`,
        'Add it to a step.',
      )
    }
  }
  for (const name of asked) {
    problems.add(
      'pack.json#/steps',
      `The steps ask for ${name}, which is no section of the schema.`,
      'Correct the name, or add the section.',
    )
  }
}

/** Fixtures test a pack but shape no run, so they are no part of its identity. */
function hashOf(files: PackFiles): string {
  const hash = createHash('sha256')
  for (const path of Object.keys(files).sort()) {
    if (path.startsWith('fixtures/')) continue
    const text = files[path] ?? ''
    const content = path.endsWith('.json')
      ? canonicalJson(JSON.parse(text))
      : text.replaceAll('\r\n', '\n').trimEnd()
    hash.update(`${path}\n${Buffer.byteLength(content)}\n${content}\n`)
  }
  return hash.digest('hex')
}
