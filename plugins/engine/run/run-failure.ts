import { ModelFault, type ModelFaultCode } from '../model/port.ts'
import type { SectionFaultCode, SectionResult } from '../types.ts'

/** The reason of a failed run, by the fault of its sections. */
const reasonOf: Partial<Record<SectionFaultCode, ModelFaultCode>> = {
  refused: 'model_prompt_refused',
  'request-refused': 'model_request_refused',
  'schema-too-large': 'model_schema_too_large',
  'too-long': 'model_context_exceeded',
  'over-budget': 'model_over_budget',
  unanswered: 'model_cut',
  cut: 'model_answer_cut',
  empty: 'model_answer_empty',
  garbage: 'model_garbage',
  'too-dear': 'model_answer_too_dear',
}

/**
 * Rejects a result without any success: every section failed and none has an item. Throws a ModelFault with the most
 * frequent fault; it is not retried automatically, since the same call would fail again.
 */
export function requireResult(results: SectionResult[]): void {
  const isNothing = results.every(({ state, items }) => state === 'failed' && items.length === 0)
  if (!isNothing || results.length === 0) return
  const counts = new Map<ModelFaultCode, number>()
  for (const { errors } of results) {
    const code = errors[0]?.code
    const reason = (code && reasonOf[code]) ?? 'model_answer_invalid'
    counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  const [reason] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? []
  throw new ModelFault(reason ?? 'model_answer_invalid', false, 'No section came through.')
}
