export type Say = (line: string) => void

export interface BenchOptions {
  /** Size of a recording, for `media` and `browser-upload`. */
  megabytes?: number
  /** One upload at a time only, for `media`. */
  single?: boolean
  /** Only inputs whose name holds one of these texts, separated by commas, for `stall`. */
  only?: string
  /** A folder for pictures of what was seen, for `browser-upload`. */
  pictures?: string
}
