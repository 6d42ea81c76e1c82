import type { FieldView, SectionView } from '../../../../server/modules/scenarios/contract.ts'
import { isLongText } from '../item/edit-values.ts'
import { isShort, sideFields } from '../item/field-words.ts'

/** As many as leave the text most of the width of a wide result. */
export const mostColumns = 3

export interface TableColumns {
  /** In the order of the scenario. `rank` 1 keeps its column longest as the result becomes narrower. */
  columns: { field: FieldView; rank: number }[]
  /** Below the text, at every width. */
  rest: FieldView[]
}

const isDay = (field: FieldView): boolean => field.format === 'date' || field.format === 'date-time'

/** Who, by when and how urgent: what people compare down a table. Then other short facts, then words. */
function byWorth(section: SectionView, fields: readonly FieldView[]): FieldView[] {
  const first = (is: (field: FieldView) => boolean) => fields.filter(is).slice(0, 1)
  const leading = [
    ...first((field) => field.format === 'person'),
    ...first(isDay),
    ...first((field) => field.name === section.priority || field.name === section.grade),
  ]
  const isWord = (field: FieldView): boolean =>
    isLongText(field) && field.maxLength !== null && field.maxLength <= 200
  return [...new Set([...leading, ...fields.filter(isShort), ...fields.filter(isWord)])]
}

/** Shares the fields that at least one row fills between columns and the meta below the text. */
export function tableColumns(
  section: SectionView,
  isFilled: (field: FieldView) => boolean,
): TableColumns {
  const fields = sideFields(section).filter(isFilled)
  const chosen = byWorth(section, fields).slice(0, mostColumns)
  return {
    columns: fields
      .filter((field) => chosen.includes(field))
      .map((field) => ({ field, rank: chosen.indexOf(field) + 1 })),
    rest: fields.filter((field) => !chosen.includes(field)),
  }
}
