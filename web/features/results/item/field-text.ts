import { locale, t } from '../../../i18n/index.ts'
import { wordField, type WordedField } from './field-words.ts'

/** What a field says, in the reader's words and in one line. */
export const fieldText = (field: WordedField, value: unknown): string | undefined =>
  wordField(field, value, locale(), { yes: t('item.yes'), no: t('item.no') })
