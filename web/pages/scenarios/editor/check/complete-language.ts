import { isLocale, type Locale } from '../../../../../plugins/vocabulary.ts'
import { jsonFiles, languageOfFile } from '../pack/pack-parts.ts'
import type { PackForm } from '../pack/read-pack.ts'
import type { Finding } from './findings.ts'

const wordsOfPack = /^\/(?:title|description)\/([a-z]+)$/

/** The language whose text is missing; undefined for other findings. */
function languageOf({ file, pointer, isTitle }: Finding): Locale | undefined {
  if (isTitle) return languageOfFile(file)
  const named = file === jsonFiles.manifest ? wordsOfPack.exec(pointer)?.[1] : undefined
  return isLocale(named) ? named : undefined
}

/** A complete language, where another one lacks texts: the scenario could have that one alone. */
export function completeLanguage(
  form: PackForm | undefined,
  findings: readonly Finding[],
): Locale | undefined {
  const missing = new Set(findings.flatMap((finding) => languageOf(finding) ?? []))
  if (missing.size === 0) return undefined
  return form?.languages.find((language) => !missing.has(language))
}
