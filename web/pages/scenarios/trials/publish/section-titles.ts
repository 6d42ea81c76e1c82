import { createMemo, createResource } from 'solid-js'
import { inLocale } from '../../../../i18n/index.ts'
import { readVersion } from '../../../../api/scenarios.ts'
import { wordsOfName } from '../../../../lib/words-of-name.ts'
import { settled } from '../../../../lib/settled.ts'
import type { Draft } from '../../editor/draft-store.ts'
import { eachLocale, type Locale, locales } from '../../../../../plugins/vocabulary.ts'

type Titles = Record<Locale, string>

function labelsOf(files: Record<string, string>, locale: Locale): Record<string, unknown> {
  try {
    const labels: unknown = JSON.parse(files[`i18n/${locale}.json`] ?? '{}')
    return typeof labels === 'object' && labels !== null ? { ...labels } : {}
  } catch {
    return {}
  }
}

/** The titles of a pack's sections. */
export function titlesOf(files: Record<string, string>): ReadonlyMap<string, Titles> {
  const labels = eachLocale((locale) => labelsOf(files, locale))
  const textOf = (locale: Locale, key: string): string | undefined => {
    const text = labels[locale][key]
    return typeof text === 'string' && text.trim() !== '' ? text : undefined
  }
  const keys = new Set(locales.flatMap((locale) => Object.keys(labels[locale])))
  return new Map(
    [...keys].flatMap((key) => {
      const any = locales.map((locale) => textOf(locale, key)).find((text) => text !== undefined)
      if (key.includes('.') || any === undefined) return []
      return [[key, eachLocale((locale) => textOf(locale, key) ?? any)]]
    }),
  )
}

async function readTitles({
  id,
  version,
}: {
  id: string
  version: string
}): Promise<Map<string, Titles>> {
  try {
    const { sections } = await readVersion(id, version)
    return new Map(sections.map(({ name, title }) => [name, title]))
  } catch {
    return new Map()
  }
}

/** Titles from the draft; for removed sections, from the version before. */
export function useSectionTitle(draft: Draft): (name: string) => string {
  // A memo, so that the version before is read once however often the draft is checked.
  const versionBefore = createMemo(() => draft.check()?.comparedWith)
  const [published] = createResource(() => {
    const version = versionBefore()
    return version ? { id: draft.id, version } : undefined
  }, readTitles)
  return (name) => {
    const title = titlesOf(draft.files()).get(name) ?? settled(published)?.get(name)
    return title ? inLocale(title) : wordsOfName(name)
  }
}
