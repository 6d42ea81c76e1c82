export const faultKinds = [
  '429',
  '500',
  'reset',
  'reset_after_effect',
  'timeout_after_effect',
] as const

/** What the next requests to a path meet in place of their answer, or after what they asked for is done. */
export interface Fault {
  /** A part of the path. */
  path: string
  method: string | null
  kind: (typeof faultKinds)[number]
  left: number
  retryAfterSeconds: number
}
