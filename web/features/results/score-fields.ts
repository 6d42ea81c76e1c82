import type { FieldView, SectionView } from '../../../server/modules/scenarios/contract.ts'

/** The choice that a graded row is about (a side of the project, a criterion), if it is no free text. */
export function subjectField(view: SectionView): FieldView | undefined {
  return view.fields.find((field) => field.options !== null && field.required)
}

/** The field that holds the grade: what the section names or ranks by, else a number, else one of a few states. A rating that a person gives is not a grade. */
export function gradeField(view: SectionView): FieldView | undefined {
  const subject = subjectField(view)
  const ranked = view.fields.find((field) => field.name === (view.grade ?? view.priority))
  const number = view.fields.find((field) => field.type === 'integer' && field.name !== 'rating')
  const state = view.fields.find((field) => field.options !== null && field !== subject)
  return ranked ?? number ?? state
}

/** More dots are not seen at a glance. */
const maxDotsOfScale = 10

/** As many dots as the scale of a field has grades; undefined where it has no such scale. */
export function dotsOf({ maximum }: Pick<FieldView, 'maximum'>): number | undefined {
  const isShort = maximum !== null && Number.isInteger(maximum) && maximum <= maxDotsOfScale
  return isShort && maximum > 0 ? maximum : undefined
}
