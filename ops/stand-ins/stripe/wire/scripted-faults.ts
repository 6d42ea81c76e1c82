/** What the next requests to a path meet in place of, or after, their answer. */
export interface Fault {
  /** A part of the path. */
  path: string
  method: string | null
  kind: '429' | '500' | 'reset' | 'timeout_after_effect'
  left: number
  retryAfterSeconds: number
}
