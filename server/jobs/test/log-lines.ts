import { createLog, type Log } from '../../platform/log.ts'

export interface LogLine extends Record<string, unknown> {
  level: string
  msg: string
}

/** A log whose lines a test can read. */
export function captureLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = []
  const log = createLog('debug', {
    write: (line: string) => {
      lines.push(JSON.parse(line) as LogLine)
    },
  })
  return { log, lines }
}
