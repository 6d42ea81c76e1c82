import { editPack } from './pack-files.ts'
import { type Files, languagesOf } from './pack-parts.ts'
import { objectIn, withMember } from './json-members.ts'
import type { Locale } from '../../../../../plugins/vocabulary.ts'

export const setPackWords = (
  files: Files,
  key: 'title' | 'description',
  locale: Locale,
  text: string,
): Files =>
  editPack(files, (parts) => ({
    ...parts,
    manifest: withMember(
      parts.manifest,
      key,
      withMember(
        objectIn(parts.manifest, key) ?? {},
        locale,
        text.trim() === '' && !languagesOf(parts.manifest).includes(locale) ? undefined : text,
      ),
    ),
  }))

export const setMeetingType = (files: Files, text: string): Files =>
  editPack(files, (parts) => ({
    ...parts,
    manifest: withMember(parts.manifest, 'meetingType', text),
  }))

export const setDefaultLanguage = (files: Files, locale: Locale): Files =>
  editPack(files, (parts) => ({
    ...parts,
    manifest: withMember(parts.manifest, 'defaultLanguage', locale),
  }))

/** Sets the languages in which everything must have a title; texts in other languages stay. */
export const setLanguages = (files: Files, languages: readonly Locale[]): Files =>
  editPack(files, (parts) => ({
    ...parts,
    manifest: withMember(parts.manifest, 'locales', [...languages]),
  }))
