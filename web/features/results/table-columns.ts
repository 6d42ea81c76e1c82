import type { FieldView, SectionView } from '../../../server/modules/scenarios/contract.ts'
import { isLongText } from './item/edit-values.ts'
import { isShort, sideFields } from './item/format-field.ts'

/** As many as leave the text most of the width of a wide result. */
export const maxColumns = 3

/** As many as a very wide one has room for. */
export const maxWideColumns = 6

export interface TableColumns {
  /** In the order of the scenario. `rank` 1 keeps its column longest as the result becomes narrower. */
  columns: { field: FieldView; rank: number }[]
  /** Below the text, unless the result is wide enough for the columns that these have at last. */
  rest: FieldView[]
  /** Those of `rest` that become columns of a wide result. */
  wide: { field: FieldView; rank: number }[]
  /** Of which no row says anything. */
  unsaid: FieldView[]
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
  const worth = byWorth(section, fields)
  const chosen = worth.slice(0, maxColumns)
  const later = worth.slice(maxColumns, maxWideColumns)
  return {
    columns: fields
      .filter((field) => chosen.includes(field))
      .map((field) => ({ field, rank: chosen.indexOf(field) + 1 })),
    rest: fields.filter((field) => !chosen.includes(field)),
    wide: later.map((field) => ({ field, rank: worth.indexOf(field) + 1 })),
    unsaid: sideFields(section).filter((field) => !fields.includes(field)),
  }
}
