import {
  keyOfLoss,
  type LoadedPack,
  lostValues,
  operationsSince,
  sectionIn,
  type ValueLoss,
} from '../../../../plugins/engine/index.ts'
import { lossTitles } from '../view.ts'
import type { RegressionReport } from './contract.ts'

type Report = RegressionReport
export type GoldenLoss = Report['goldens'][number]['losses'][number]

/** What the author drops on purpose: sections, and fields or choices by `keyOfLoss`. */
export interface Dropped {
  droppedSections: readonly string[]
  droppedFields: readonly string[]
}

export interface AcceptedItem {
  section: string
  value: Record<string, unknown>
}

/** The accepted items of a meeting, and the version that they were found with. */
export interface Accepted {
  items: readonly AcceptedItem[]
  version: string
  /** For the titles of sections and fields. */
  pack: LoadedPack | undefined
}

/**
 * Values of accepted items that the draft has no field or choice for, with the number of items. Leaves out those that the
 * newest published version has no place for either: they were dropped before.
 */
export function judgeLosses(
  draft: LoadedPack,
  published: LoadedPack | undefined,
  { items, version, pack }: Accepted,
  { droppedFields }: Dropped,
): GoldenLoss[] {
  const found = new Map<string, GoldenLoss>()
  for (const item of items) {
    const before = new Set(published ? lostUnder(published, item, version).map(keyOfLoss) : [])
    const isGoneBefore =
      published && !sectionIn(published, item.section, operationsSince(version, published))
    if (isGoneBefore) continue
    for (const loss of lostUnder(draft, item, version)) {
      const key = keyOfLoss(loss)
      if (before.has(key)) continue
      const known = found.get(key)
      const isLetGo = droppedFields.includes(key)
      if (known) known.count += 1
      else found.set(key, { ...loss, key, count: 1, words: lossTitles(loss, pack), isLetGo })
    }
  }
  return [...found.values()]
}

const lostUnder = (pack: LoadedPack, item: AcceptedItem, version: string): ValueLoss[] =>
  lostValues(pack, item, operationsSince(version, pack))

/** Whether the report allows publishing. */
export const isGreen = ({ fixtures, goldens }: Pick<Report, 'fixtures' | 'goldens'>): boolean =>
  fixtures.every(({ faults }) => faults.length === 0) &&
  goldens.every(({ lost, losses }) => lost.length === 0 && losses.every(({ isLetGo }) => isLetGo))

/** Updates a report after more was dropped, without running anything again. */
export function acceptLosses(report: Report, { droppedSections, droppedFields }: Dropped): Report {
  const goldens = report.goldens.map((golden) => {
    const lost = golden.lost.filter(
      ({ section, isSectionGone }) => !(isSectionGone && droppedSections.includes(section)),
    )
    return {
      ...golden,
      lost,
      droppedCount: golden.droppedCount + golden.lost.length - lost.length,
      losses: golden.losses.map((loss) => ({
        ...loss,
        isLetGo: loss.isLetGo || droppedFields.includes(loss.key),
      })),
    }
  })
  return { ...report, goldens, green: isGreen({ ...report, goldens }) }
}
