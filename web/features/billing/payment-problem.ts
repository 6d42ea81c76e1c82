import type { Problem } from '../../lib/problem.ts'

/** Tells an unavailable payment provider from an unavailable AAM. */
export const paymentProblem = (problem: Problem): Problem =>
  problem.code === 'unavailable' && problem.status === 503
    ? { ...problem, code: 'payments_away' }
    : problem
