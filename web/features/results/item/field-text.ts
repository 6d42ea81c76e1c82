import { locale, t } from '../../../i18n/index.ts'
import { formatField, type FormattedField } from './format-field.ts'

/** What a field says, in the reader's words and in one line. */
export const fieldText = (field: FormattedField, value: unknown): string | undefined =>
  formatField(field, value, locale(), { yes: t('item.yes'), no: t('item.no') })
