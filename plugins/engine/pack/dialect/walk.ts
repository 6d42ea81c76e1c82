import type { JsonObject } from '../parse-json.ts'
import type { Problems } from '../pack-error.ts'
import type { ProblemCode } from '../messages/en.ts'
import type { ProblemParams } from '../messages/problem-text.ts'

/** What the walk over a schema knows; every step is counted, so the cost is bounded whatever the file holds. */
export interface Walk {
  defs: JsonObject
  problems: Problems
  properties: number
  budget: number
  /** Every different pattern that was seen, with the size of its program; null where it was refused. */
  patterns: Map<string, number | null>
  costlyPatterns: number
  /** How many entries of lists of one item the node stands for. */
  entries: number
  /** What matching all patterns may cost, in steps, and the pattern that costs most. */
  patternSteps: number
  slowest: { at: string; steps: number; size: number; chars: number } | null
  stopped: boolean
}

export function report(
  walk: Walk,
  pointer: string,
  code: ProblemCode,
  params: ProblemParams = {},
): void {
  walk.problems.add(`output.schema.json#${pointer}`, code, params)
}
