import { jsonFiles, type Language } from '../pack/pack-parts.ts'
import type { PackForm } from '../pack/read-pack.ts'
import type { Finding } from './findings.ts'

const wordsOfPack = /^\/(?:title|description)\/(en|ru)$/

/** The language whose words are missing; undefined where something else is wrong. */
function languageOf({ file, pointer, isTitle }: Finding): Language | undefined {
  if (isTitle) return file === jsonFiles.en ? 'en' : 'ru'
  const named = file === jsonFiles.manifest ? wordsOfPack.exec(pointer)?.[1] : undefined
  return named === 'en' || named === 'ru' ? named : undefined
}

/** The language that has all its words, where the other one lacks some: the scenario could stand in that one alone. */
export function enoughLanguage(
  form: PackForm | undefined,
  findings: readonly Finding[],
): Language | undefined {
  if (form?.languages.length !== 2) return undefined
  const missing = new Set(findings.flatMap((finding) => languageOf(finding) ?? []))
  const [lacking] = missing
  if (missing.size !== 1 || lacking === undefined) return undefined
  return lacking === 'en' ? 'ru' : 'en'
}
