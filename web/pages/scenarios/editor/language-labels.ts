import type { Locale } from '../../../../plugins/vocabulary.ts'
import type { Key } from '../../../i18n/index.ts'

interface LanguageLabels {
  /** The language itself. */
  name: Key
  title: Key
  description: Key
  choice: Key
  /** Heading of the column with choices. */
  choices: Key
  /** Option for scenarios in this language only. */
  only: Key
  /** Code of the fault that a title is missing. */
  noTitle: string
}

/** The labels of the form's inputs for each language. */
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
