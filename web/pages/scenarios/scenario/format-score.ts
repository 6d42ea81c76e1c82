import type { VersionScore } from '../../../../server/modules/scenarios/scorecard/contract.ts'
import { formatCost, formatNumber, formatPercent } from '../../../i18n/format.ts'
import type { Locale } from '../../../i18n/index.ts'

const shares = [
  'acceptedWithoutEdit',
  'editDistance',
  'unsupportedRate',
  'failedSectionRate',
] as const
export const figureNames = [...shares, 'tokensPerMeeting', 'costMicroUsdPerMeeting'] as const
export type FigureName = (typeof figureNames)[number]

const isShare = (name: FigureName): name is (typeof shares)[number] =>
  shares.some((share) => share === name)

/** Formats one figure of a scorecard; undefined where it is unknown. */
export function formatFigure(
  score: VersionScore | undefined,
  name: FigureName,
  locale: Locale,
): string | undefined {
  const value = score?.[name]
  if (value === null || value === undefined) return undefined
  if (isShare(name)) return formatPercent(value, locale)
  return name === 'tokensPerMeeting' ? formatNumber(value, locale) : formatCost(value, locale)
}

/** Figures that no version has, such as tokens where no language model is asked, have no column. */
export const knownFigures = (scores: readonly (VersionScore | undefined)[]): FigureName[] =>
  figureNames.filter((name) =>
    scores.some((score) => score?.[name] !== null && score !== undefined),
  )
