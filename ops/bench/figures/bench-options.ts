export type Say = (line: string) => void

export interface BenchOptions {
  /** Size of a recording, for `media` and `browser-upload`. */
  megabytes?: number
  /** Runs a single upload at a time, for `media`. */
  single?: boolean
  /** Runs only inputs whose name contains one of these texts, separated by commas; for `stall`. */
  only?: string
  /** Folder for screenshots, for `browser-upload`. */
  pictures?: string
}
