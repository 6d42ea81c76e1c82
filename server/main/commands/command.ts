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

/** One press of Ctrl-C arrives several times: from the terminal, and passed on by npx and by `bun run`. */
const onePressMs = 1_000

/** Resolves with the signal that asks the process to end; asked again later, it ends at once. */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let askedAtMs: number | null = null
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        const nowMs = performance.now()
        if (askedAtMs !== null && nowMs - askedAtMs > onePressMs) process.exit(130)
        askedAtMs ??= nowMs
        resolve(signal)
      })
    }
  })
}

/** Ends the process when its orderly end takes longer, as a service that answers nothing can make it. */
export function exitAfter(ms: number): void {
  setTimeout(() => process.exit(1), ms).unref()
}
