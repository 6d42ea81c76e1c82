import type { RegressionReport } from '../../../../../server/modules/scenarios/trials/contract.ts'

export type Loss = RegressionReport['goldens'][number]['losses'][number]

/** Losses that nobody has given up, of all meetings together: each once, with how many items say it. */
export const openLosses = ({ goldens }: RegressionReport): Loss[] =>
  [
    ...Map.groupBy(
      goldens.flatMap(({ losses }) => losses.filter(({ isLetGo }) => !isLetGo)),
      ({ key }) => key,
    ).values(),
  ].flatMap((same) => {
    const [first] = same
    return first ? [{ ...first, count: same.reduce((sum, { count }) => sum + count, 0) }] : []
  })

/** Sections that the draft no longer has, although accepted items are in them. */
export const goneSections = ({ goldens }: RegressionReport): string[] => [
  ...new Set(
    goldens.flatMap(({ lost }) =>
      lost.filter(({ isSectionGone }) => isSectionGone).map(({ section }) => section),
    ),
  ),
]
