import type { Problem } from '../lib/problem.ts'
import { wordCode } from './index.ts'

/** What the server says of one field, in the reader's language where it told it by a code. */
export function faultAt(problem: Problem | undefined, pointer: string): string | undefined {
  const fault = problem?.errors.find((one) => one.pointer === pointer)
  if (!fault) return undefined
  return (fault.reason && wordCode('fault', fault.reason)) || fault.detail
}
