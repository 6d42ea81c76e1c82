import type { Problem } from '../lib/problem.ts'
import { t, describeCode } from './index.ts'

/** Codes whose `detail` names a place in the person's file or input. */
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
export function describeProblem(problem: Problem): string {
  return describeCode('failure', problem.code) ?? (problem.detail || t('failure.unexpected'))
}

const describeFault = ({ reason, pointer }: Problem['errors'][number]): string | undefined =>
  reason === undefined ? undefined : describeCode('fault', reason, { pointer })

/** What exactly is wrong, in the reader's language, where the server sent a code. */
export const describeFaults = (problem: Problem): string[] =>
  problem.errors.flatMap((fault) => describeFault(fault) ?? [])

/** The server's own sentence, where it says more than the message. */
export function detailOfProblem(problem: Problem): string | undefined {
  if (!withDetail.has(problem.code) || !problem.detail) return undefined
  if (describeFaults(problem).length > 0) return undefined
  return problem.detail === describeProblem(problem) ? undefined : problem.detail
}

/** Errors of single fields that have no message here, unless the sentence above contains them. */
export const faultsOfProblem = (problem: Problem): string[] =>
  problem.errors
    .filter((fault) => describeFault(fault) === undefined)
    .map((fault) => fault.detail)
    .filter((detail) => detail && !problem.detail.includes(detail))
