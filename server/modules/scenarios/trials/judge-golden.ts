import type { GoldenItem } from '../../../../db/schema/index.ts'
import {
  follow,
  type LoadedPack,
  matchItems,
  operationsSince,
  type RunOutput,
} from '../../../../plugins/engine/index.ts'

export interface GoldenVerdict {
  /** Accepted items that most runs did not find again. */
  lost: { section: string; text: string; missingIn: number }[]
  /** Accepted items of sections that this version does not ask for. */
  droppedCount: number
}

/** What people accepted of a meeting, and the version of the scenario that it was found with. */
export interface Golden {
  expected: GoldenItem[]
  version: string
}

/** Compares runs with what people accepted; an item is lost when it is missing in `lostAt` of the runs or more. */
export function judgeGolden(
  pack: LoadedPack,
  golden: Golden,
  runs: RunOutput[],
  lostAt: number,
): GoldenVerdict {
  const expected = expectedUnder(pack, golden)
  const asked = new Set(pack.sections.map(({ name }) => name))
  const wanted = expected.filter(({ section }) => asked.has(section))
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
  const lost = wanted.flatMap((item) => {
    const missingIn = runs.length - (foundIn.get(item) ?? 0)
    return missingIn >= lostAt ? [{ section: item.section, text: item.text, missingIn }] : []
  })
  return { lost, droppedCount: expected.length - wanted.length }
}

/** Sections as the pack's migrations name them; one that they drop has no name that the pack could ask for. */
function expectedUnder(pack: LoadedPack, { expected, version }: Golden): GoldenItem[] {
  const operations = operationsSince(version, pack)
  return expected.map((item) => ({
    ...item,
    section: follow({ section: item.section, field: null }, operations)?.section ?? '',
  }))
}

const asCited = (item: GoldenItem) => ({
  item,
  key: item.key,
  evidence: item.evidence.map((entry) => ({ ...entry, rev: 1, state: 'verified' as const })),
})
