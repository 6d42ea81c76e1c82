import { TYPES } from './gold.ts'
import type { EvalResult, GroupResult } from './result.ts'
import type { TypeScore } from './score.ts'

/** Formats the result as a table. */
export function table(result: EvalResult): string[] {
  const fixtures = result.nothingDecided.map(({ talk, items }) => `${talk} ${items}`)
  const perThousand = (result.cpuMs / result.segmentCount) * 1000
  return [
    ...result.groups.flatMap(groupLines),
    `items where nothing is decided: ${fixtures.join(', ')}`,
    `segments taken for words to a language model: ${result.takenForOrders} of ${result.segmentCount}`,
    `CPU: ${result.cpuMs} ms for ${result.segmentCount} segments (${perThousand.toFixed(0)} ms per thousand)`,
  ]
}

function groupLines(group: GroupResult): string[] {
  const lines = [`${group.group}: ${group.meetings} meetings`]
  for (const type of TYPES) {
    if (group.extractive[type].gold === 0) continue
    lines.push(row(`  ${type}`, 'extractive', group.extractive[type]))
    lines.push(row('', 'floor', group.floor[type]))
    const lead = group.lead[type]
    if (lead) {
      lines.push(
        `${' '.repeat(14)}above the floor in ${percent(lead.aboveFloor)} of resamples, above 1.5 × floor in ${percent(lead.aboveOneAndAHalf)}`,
      )
    }
  }
  const { verified, weak, unsupported } = group.states
  lines.push(`  evidence: verified ${verified}, weak ${weak}, unsupported ${unsupported}`)
  const { extractive, floor } = group.inventedPerTenMinutes
  if (extractive !== null && floor !== null) {
    lines.push(
      `  items in ten minutes without gold: ${extractive.toFixed(2)} (floor ${floor.toFixed(2)})`,
    )
  }
  return lines
}

const percent = (share: number): string => `${Math.round(share * 100)}%`

function row(type: string, provider: string, value: TypeScore): string {
  const share = (number: number | null) => (number === null ? '   –' : number.toFixed(2))
  return [
    type.padEnd(12),
    provider.padEnd(11),
    `gold ${String(value.gold).padStart(3)}`,
    `found ${String(value.predicted).padStart(3)}`,
    `recall ${share(value.recall)}`,
    `precision ${share(value.precision)}`,
    `F1 ${share(value.f1)}`,
    `falseOnEmpty ${share(value.falseOnEmpty)} (${value.emptyMeetings})`,
    `quoteOk ${share(value.quoteOk)}`,
  ].join('  ')
}
