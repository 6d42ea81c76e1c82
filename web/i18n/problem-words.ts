import type { Problem } from '../lib/problem.ts'
import { t, wordCode } from './index.ts'

/** Codes whose `detail` names the place in the person's own file or input. */
const withDetail = new Set([
  'invalid_request',
  'transcript_unrecognised',
  'transcript_malformed',
  'transcript_too_large',
  'wrong_state',
  'payments_off',
  'conflict',
  'in_use',
  'scenario_invalid',
  'version_unfit',
  'regression_needed',
  'cost_unconfirmed',
])

/** What happened and what to do next, in the reader's language where the code is known. */
export function wordProblem(problem: Problem): string {
  return wordCode('failure', problem.code) ?? (problem.detail || t('failure.unexpected'))
}

const wordFault = ({ reason, pointer }: Problem['errors'][number]): string | undefined =>
  reason === undefined ? undefined : wordCode('fault', reason, { pointer })

/** What exactly is wrong, in the reader's language, where the server told it by a code. */
export const wordFaults = (problem: Problem): string[] =>
  problem.errors.flatMap((fault) => wordFault(fault) ?? [])

/** The server's own sentence, where it says more than ours. */
export function detailOfProblem(problem: Problem): string | undefined {
  if (!withDetail.has(problem.code) || !problem.detail) return undefined
  if (wordFaults(problem).length > 0) return undefined
  return problem.detail === wordProblem(problem) ? undefined : problem.detail
}

/** What is wrong with single fields and has no words of ours, unless the sentence above says it. */
export const faultsOfProblem = (problem: Problem): string[] =>
  problem.errors
    .filter((fault) => wordFault(fault) === undefined)
    .map((fault) => fault.detail)
    .filter((detail) => detail && !problem.detail.includes(detail))
