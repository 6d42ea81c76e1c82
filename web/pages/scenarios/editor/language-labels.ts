import type { Locale } from '../../../../plugins/vocabulary.ts'
import type { Key } from '../../../i18n/index.ts'

interface LanguageLabels {
  /** The language itself. */
  name: Key
  title: Key
  description: Key
  choice: Key
  /** Head of the choices' titles. */
  choices: Key
  /** The scenario needs no other language. */
  only: Key
  /** Code of the fault that a title is missing. */
  noTitle: string
}

/** What the form calls its inputs, by the language that is typed into them. */
export const languageLabels: Record<Locale, LanguageLabels> = {
  en: {
    name: 'editor.about.en',
    title: 'editor.titleEn',
    description: 'editor.about.wordsEn',
    choice: 'editor.choiceEn',
    choices: 'editor.choices.inEn',
    only: 'editor.about.onlyEn',
    noTitle: 'titleEn',
  },
  ru: {
    name: 'editor.about.ru',
    title: 'editor.titleRu',
    description: 'editor.about.wordsRu',
    choice: 'editor.choiceRu',
    choices: 'editor.choices.inRu',
    only: 'editor.about.onlyRu',
    noTitle: 'titleRu',
  },
}
