import type { Locale, PackFiles } from '../../../plugins/engine/index.ts'

/** The titles in `pack.json`. A missing one is replaced by the other language's, or by the id. */
export function titleOf(files: PackFiles, id: string): Record<Locale, string> {
  const title = readManifest(files)?.['title']
  const words =
    typeof title === 'object' && title !== null ? (title as Record<string, unknown>) : {}
  const text = (locale: Locale) => {
    const given = words[locale]
    return typeof given === 'string' && given.trim() !== '' ? given.slice(0, 200) : undefined
  }
  const [en, ru] = [text('en'), text('ru')]
  return { en: en ?? ru ?? id, ru: ru ?? en ?? id }
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
