import type { Problem } from '../lib/problem.ts'
import { describeCode } from './index.ts'

/** The server's error for one field, in the reader's language where it sent a code. */
export function faultAt(problem: Problem | undefined, pointer: string): string | undefined {
  const fault = problem?.errors.find((one) => one.pointer === pointer)
  if (!fault) return undefined
  return (fault.reason && describeCode('fault', fault.reason)) || fault.detail
}

/** The problem to show below a form: undefined where its fields show every error. */
export function problemBeside(
  problem: Problem | undefined,
  ...pointers: string[]
): Problem | undefined {
  const faults = problem?.errors ?? []
  const isAtFields = faults.length > 0 && faults.every(({ pointer }) => pointers.includes(pointer))
  return isAtFields ? undefined : problem
}
