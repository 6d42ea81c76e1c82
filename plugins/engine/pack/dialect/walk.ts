import type { JsonObject } from '../parse-json.ts'
import type { Problems } from '../pack-error.ts'
import type { ProblemCode } from '../messages/en.ts'
import type { ProblemParams } from '../messages/problem-text.ts'

/** State of the walk over a schema; every step is counted, so the cost is bounded whatever the file contains. */
export interface Walk {
  defs: JsonObject
  problems: Problems
  properties: number
  budget: number
  /** Every different pattern with the size of its program; null if it was rejected. */
  patterns: Map<string, number | null>
  costlyPatterns: number
  /** How many list entries of one item the node represents. */
  entries: number
  /** Steps of matching all patterns, and the most expensive pattern. */
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
