import type { Locale, PackFiles } from '../../../plugins/engine/index.ts'
import { eachLocale, locales } from '../../../plugins/vocabulary.ts'

/** The titles in `pack.json`. A missing one is replaced by another language's, or by the id. */
export function titleOf(files: PackFiles, id: string): Record<Locale, string> {
  const title = readManifest(files)?.['title']
  const words =
    typeof title === 'object' && title !== null ? (title as Record<string, unknown>) : {}
  const text = (locale: Locale) => {
    const given = words[locale]
    return typeof given === 'string' && given.trim() !== '' ? given.slice(0, 200) : undefined
  }
  return eachLocale((own) => [own, ...locales].map(text).find((said) => said !== undefined) ?? id)
}

/** `pack.json` as an object; undefined when it is not valid JSON. */
export function readManifest(files: PackFiles): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(files['pack.json'] ?? '')
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
