import type { Problem } from '../lib/problem.ts'
import { wordCode } from './index.ts'

/** What the server says of one field, in the reader's language where it told it by a code. */
export function faultAt(problem: Problem | undefined, pointer: string): string | undefined {
  const fault = problem?.errors.find((one) => one.pointer === pointer)
  if (!fault) return undefined
  return (fault.reason && wordCode('fault', fault.reason)) || fault.detail
}

/** What a form says below its fields: nothing where every fault stands at one of them. */
export function problemBeside(
  problem: Problem | undefined,
  ...pointers: string[]
): Problem | undefined {
  const faults = problem?.errors ?? []
  const isAtFields = faults.length > 0 && faults.every(({ pointer }) => pointers.includes(pointer))
  return isAtFields ? undefined : problem
}
