import { StackError } from '../stack-error.ts'
import { type Child, findSurvivor, explainFailure, startChild, writeState } from './child.ts'
import { isAlive, type ProcessIdentity } from './process-identity.ts'
import type { ServiceSpec, StartContext, SupervisedService } from './service.ts'

// Recovery after a crash can take long; it is announced, not interrupted.
const readyWithinMs = 600_000
const announceEveryMs = 5_000
const pollMs = 10
const steadyAfterMs = 10_000
const restartDelaysMs = [0, 20, 50, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000]

/**
 * Starts a service, or adopts the one that survived a crash, waits until it answers, and restarts it whenever it ends.
 */
export async function supervise(
  context: StartContext,
  spec: ServiceSpec,
): Promise<SupervisedService> {
  const supervisor = new Supervisor(context, spec)
  await supervisor.begin()
  return supervisor
}

class Supervisor implements SupervisedService {
  #child: Child | undefined
  readonly #stopping = new AbortController()
  #watching: Promise<void> = Promise.resolve()

  constructor(
    private readonly context: StartContext,
    private readonly spec: ServiceSpec,
  ) {}

  async begin(): Promise<void> {
    const { signal } = this.context
    signal?.addEventListener('abort', () => this.#stopping.abort(), { once: true })
    const child = (await this.#adopt()) ?? (await this.#start())
    this.#watching = this.#watch(child)
  }

  pid(): number {
    return this.#child?.identity.pid ?? 0
  }

  async stop(deadlineMs: number): Promise<void> {
    this.#stopping.abort()
    const child = this.#child
    if (child !== undefined) await endProcess(child, this.spec, deadlineMs)
    await this.#watching
  }

  async #adopt(): Promise<Child | undefined> {
    const survivor = findSurvivor(this.context.home, this.spec)
    if (survivor === undefined) return undefined
    this.#child = survivor
    if (await this.#answers(survivor)) {
      writeState(this.context.home, this.spec, survivor.identity)
      this.context.onProgress(
        `${this.spec.title} was still running (process ${this.pid()}); using it`,
      )
      return survivor
    }
    await endProcess(survivor, this.spec, 5_000)
    this.#child = undefined
    return undefined
  }

  async #start(): Promise<Child> {
    this.spec.beforeStart?.()
    this.#throwIfStopping()
    const child = startChild(this.context.home, this.spec, this.context.endsWithParent)
    this.#child = child
    if (await this.#answers(child)) return child
    await endProcess(child, this.spec, 1_000)
    this.#child = undefined
    this.#throwIfStopping()
    throw explainFailure(this.context.home, this.spec, child.output())
  }

  async #watch(first: Child): Promise<void> {
    let child = first
    let failures = 0
    for (;;) {
      const startedMs = performance.now()
      await child.ended
      if (this.#stopping.signal.aborted) return
      this.context.onProgress(`${this.spec.title} ended unexpectedly; starting it again`)
      if (performance.now() - startedMs > steadyAfterMs) failures = 0
      const restarted = await this.#restart(failures)
      if (restarted === undefined) return
      failures = restarted.failures
      child = restarted.child
      this.context.onProgress(`${this.spec.title} is back`)
    }
  }

  async #restart(before: number): Promise<{ child: Child; failures: number } | undefined> {
    let said = ''
    for (let failures = before; ; failures++) {
      await this.#pause(restartDelaysMs[Math.min(failures, restartDelaysMs.length - 1)] ?? 0)
      if (this.#stopping.signal.aborted) return undefined
      try {
        return { child: await this.#start(), failures: failures + 1 }
      } catch (error) {
        if (this.#stopping.signal.aborted) return undefined
        const line = describe(error)
        if (line !== said && failures - before >= 4) this.context.onProgress(line)
        said = failures - before >= 4 ? line : said
      }
    }
  }

  /** Waits until the service answers; false when it ended, timed out, or was stopped. */
  async #answers(child: Child): Promise<boolean> {
    const startMs = performance.now()
    let announcedMs = startMs
    while (isAlive(child.identity) && !this.#stopping.signal.aborted) {
      if (await this.spec.isReady(child.identity.pid)) return true
      const nowMs = performance.now()
      if (nowMs - startMs > readyWithinMs) return false
      if (nowMs - announcedMs > announceEveryMs) {
        announcedMs = nowMs
        this.context.onProgress(`Waiting for ${this.spec.title}`)
      }
      await Bun.sleep(pollMs)
    }
    return false
  }

  #pause(delayMs: number): Promise<void> {
    const { signal } = this.#stopping
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', go)
        resolve()
      }
      const timer = setTimeout(go, delayMs)
      signal.addEventListener('abort', go)
    })
  }

  #throwIfStopping(): void {
    if (!this.#stopping.signal.aborted) return
    throw new StackError('aborted', 'The start was cancelled.', 'Start again when you are ready.')
  }
}

/** Asks a process to end, and kills it at the deadline. */
async function endProcess(child: Child, spec: ServiceSpec, deadlineMs: number): Promise<void> {
  const { identity } = child
  // A process stopped by SIGSTOP could not end cleanly.
  send(identity, 'SIGCONT')
  const steps: [NodeJS.Signals, number][] = [
    [spec.stopSignal, deadlineMs],
    [spec.forceSignal, 1_000],
    ['SIGKILL', 2_000],
  ]
  for (const [signal, withinMs] of steps) {
    const untilMs = performance.now() + withinMs
    send(identity, signal)
    while (isAlive(identity) && performance.now() < untilMs) await Bun.sleep(pollMs)
  }
}

function send(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isAlive(identity)) return
  try {
    process.kill(identity.pid, signal)
  } catch {
    // It ended before the signal arrived.
  }
}

const describe = (error: unknown): string =>
  error instanceof StackError
    ? `${error.message} ${error.remedy}`
    : error instanceof Error
      ? error.message
      : String(error)
