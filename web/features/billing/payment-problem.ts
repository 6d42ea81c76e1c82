import type { Problem } from '../../lib/problem.ts'

/** Where the provider of payments does not answer, AAM itself does. */
export const paymentProblem = (problem: Problem): Problem =>
  problem.code === 'unavailable' && problem.status === 503
    ? { ...problem, code: 'payments_away' }
    : problem
