export const faultKinds = [
  '429',
  '500',
  'reset',
  'reset_after_effect',
  'timeout_after_effect',
] as const

/** A fault for the next requests to a path, instead of their response or after their effect. */
export interface Fault {
  /** A part of the path. */
  path: string
  method: string | null
  kind: (typeof faultKinds)[number]
  left: number
  retryAfterSeconds: number
}
