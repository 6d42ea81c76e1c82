import { isLocale, type Locale } from '../../../../../plugins/vocabulary.ts'
import { jsonFiles, languageOfFile } from '../pack/pack-parts.ts'
import type { PackForm } from '../pack/read-pack.ts'
import type { Finding } from './findings.ts'

const wordsOfPack = /^\/(?:title|description)\/([a-z]+)$/

/** The language whose words are missing; undefined where something else is wrong. */
function languageOf({ file, pointer, isTitle }: Finding): Locale | undefined {
  if (isTitle) return languageOfFile(file)
  const named = file === jsonFiles.manifest ? wordsOfPack.exec(pointer)?.[1] : undefined
  return isLocale(named) ? named : undefined
}

/** A language that has all its words, where another one lacks some: the scenario could stand in that one alone. */
export function enoughLanguage(
  form: PackForm | undefined,
  findings: readonly Finding[],
): Locale | undefined {
  const missing = new Set(findings.flatMap((finding) => languageOf(finding) ?? []))
  if (missing.size === 0) return undefined
  return form?.languages.find((language) => !missing.has(language))
}
