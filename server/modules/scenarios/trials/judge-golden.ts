import type { GoldenItem } from '../../../../db/schema/index.ts'
import {
  follow,
  type LoadedPack,
  matchItems,
  operationsSince,
  type RunOutput,
  sectionIn,
} from '../../../../plugins/engine/index.ts'

export const emptyBecause = ['needs-model', 'failed'] as const
type EmptyBecause = (typeof emptyBecause)[number]

export interface GoldenVerdict {
  /** Accepted items that most runs did not find again, and those of removed sections. */
  lost: {
    section: string
    text: string
    missingIn: number
    isSectionGone: boolean
    /** Why its section is empty or incomplete, if the runs say so. */
    because?: EmptyBecause
  }[]
  /** Accepted items of sections that the author drops on purpose. */
  droppedCount: number
}

/** Accepted items of a meeting, and the version of the scenario that they were found with. */
export interface Golden {
  expected: GoldenItem[]
  version: string
}

export interface GoldenRules {
  /** An item is lost if at least this many runs miss it. */
  lostAt: number
  /** Sections that may be removed with their accepted items. */
  droppedSections: readonly string[]
  /** The newest published version; sections that it does not have were dropped before. */
  published?: LoadedPack | undefined
}

/** Compares runs with the accepted items of a golden. */
export function judgeGolden(
  pack: LoadedPack,
  golden: Golden,
  runs: RunOutput[],
  { lostAt, droppedSections, published }: GoldenRules,
): GoldenVerdict {
  const expected = expectedUnder(pack, stillAsked(golden, published))
  const asked = new Set(pack.sections.map(({ name }) => name))
  const wanted = expected.filter(({ section }) => asked.has(section))
  const orphaned = expected.filter(({ section }) => !asked.has(section))
  const unconfirmed = orphaned.filter(({ section }) => !droppedSections.includes(section))
  const foundIn = new Map<GoldenItem, number>()
  for (const run of runs) {
    for (const { name, items } of run.sections) {
      const old = wanted.filter(({ section }) => section === name)
      for (const match of matchItems(old.map(asCited), items)) {
        const { item } = match.old
        foundIn.set(item, (foundIn.get(item) ?? 0) + 1)
      }
    }
  }
  const lost = [...wanted, ...unconfirmed].flatMap((item) => {
    const missingIn = runs.length - (foundIn.get(item) ?? 0)
    const { section, text } = item
    if (missingIn < lostAt) return []
    const because = whyEmpty(runs, section, lostAt)
    const isSectionGone = !asked.has(section)
    return [{ section, text, missingIn, isSectionGone, ...(because ? { because } : {}) }]
  })
  return { lost, droppedCount: orphaned.length - unconfirmed.length }
}

/** The state of the section that alone explains the loss. */
function whyEmpty(runs: RunOutput[], section: string, lostAt: number): EmptyBecause | undefined {
  const states = runs.flatMap(({ sections }) => sections.find(({ name }) => name === section) ?? [])
  return emptyBecause.find(
    (reason) => states.filter(({ state }) => state === reason).length >= lostAt,
  )
}

function stillAsked(golden: Golden, published: LoadedPack | undefined): Golden {
  if (!published) return golden
  const operations = operationsSince(golden.version, published)
  const expected = golden.expected.filter(({ section }) =>
    sectionIn(published, section, operations),
  )
  return { ...golden, expected }
}

/** The items with their sections renamed by the pack's migrations. */
function expectedUnder(pack: LoadedPack, { expected, version }: Golden): GoldenItem[] {
  const operations = operationsSince(version, pack)
  return expected.map((item) => ({
    ...item,
    section: follow({ section: item.section, field: null }, operations)?.section ?? item.section,
  }))
}

const asCited = (item: GoldenItem) => ({
  item,
  key: item.key,
  evidence: item.evidence.map((entry) => ({ ...entry, rev: 1, state: 'verified' as const })),
})
