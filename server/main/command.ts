export interface Command {
  /** What `--help` prints. */
  usage: string
  /** Returns the exit code. */
  run(args: string[]): Promise<number>
}

/** A failure that the person at the terminal can fix; only its message is printed. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
}

/** One Ctrl-C arrives several times: from the terminal, and passed on by npx and `bun run`. */
const onePressMs = 1_000

/** Resolves with the signal that asks the process to stop; a later signal exits immediately. */
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

/** Exits if an orderly shutdown takes longer, for example with an unresponsive service. */
export function exitAfter(ms: number): void {
  setTimeout(() => process.exit(1), ms).unref()
}
