export interface Command {
  /** What `--help` prints. */
  usage: string
  /** Returns the exit code. */
  run(args: string[]): Promise<number>
}

/** A failure that the person at the terminal can mend; its message is the one line they see. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
}

/** Resolves with the signal that asks the process to end; a second one ends it at once. */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked) process.exit(130)
        asked = true
        resolve(signal)
      })
    }
  })
}
