import { AppError } from '../../platform/errors.ts'
import { type Claimant, type FairGateOptions, openFairGate } from '../../platform/fair-gate.ts'
import { type Sandbox, type SandboxLimits, startSandbox } from './process.ts'

export interface SandboxPoolOptions extends SandboxLimits {
  /** Path of the module that a process executes. */
  entry: string
  /** Processes of one tenant in parallel, plus one for other tenants; further tasks wait, tenants in turn. */
  atMost: number
  /** How many tasks may wait; more are refused with a time to retry. */
  waitingAtMost: number
  /** How many tasks of one tenant may wait; by default a quarter of all. */
  waitingPerTenant?: number
  /** The name of the tasks in a refusal. */
  what: FairGateOptions['what']
}

export interface SandboxPool {
  /**
   * Runs `work` with a process of the pool. Rejects with AppError `unavailable` when too many wait or the pool stops,
   * with the claimant's reason when it aborts while waiting, and with what `work` rejects with.
   */
  use<T>(claimant: Claimant, work: (sandbox: Sandbox) => Promise<T>): Promise<T>
  /** Starts a process ahead of the first task. */
  warm(): void
  /** Ends all processes and refuses running and waiting tasks. */
  stop(): void
}

/** A process that has grown beyond this share is replaced while nobody waits for it. */
const shareBeforeReplaced = 0.6
/** How long idle processes beyond the first are kept. */
const keepMs = 10_000

/**
 * A pool of processes that can be killed. They are reused while they are small; one is always kept, and one that was
 * killed or grew is replaced.
 */
export function openSandboxPool(options: SandboxPoolOptions): SandboxPool {
  const { entry, atMost, waitingAtMost, waitingPerTenant, what, ...limits } = options
  const gate = openFairGate({
    name: 'judge',
    slots: atMost + 1,
    runningPerTenant: atMost,
    waitingAtMost,
    ...(waitingPerTenant === undefined ? {} : { waitingPerTenant }),
    what,
  })
  const idle: Sandbox[] = []
  const busy = new Set<Sandbox>()
  let isStopped = false
  const start = (): Sandbox => startSandbox(entry, limits)

  const take = (): Sandbox => {
    let sandbox = idle.pop()
    while (sandbox?.hasEnded) sandbox = idle.pop()
    sandbox ??= start()
    busy.add(sandbox)
    return sandbox
  }
  const keep = (sandbox: Sandbox): void => {
    idle.push(sandbox)
    setTimeout(() => endSpare(sandbox), keepMs).unref()
  }
  const endSpare = (sandbox: Sandbox): void => {
    const at = idle.indexOf(sandbox)
    if (at === -1 || idle.length === 1) return
    idle.splice(at, 1)
    sandbox.end()
  }
  const giveBack = (sandbox: Sandbox): void => {
    busy.delete(sandbox)
    const isLean = sandbox.peakBytes < limits.memoryBytes * shareBeforeReplaced
    if (!sandbox.hasEnded && isLean && !isStopped) keep(sandbox)
    else sandbox.end()
    if (!isStopped && idle.length === 0 && busy.size < atMost) idle.push(start())
  }

  return {
    use: (claimant, work) =>
      gate.run(claimant, async () => {
        if (isStopped) throw stopping()
        const sandbox = take()
        try {
          const result = await work(sandbox)
          // The results of an ended process do not count.
          if (isStopped && sandbox.hasEnded) throw stopping()
          return result
        } catch (error) {
          throw isStopped ? stopping() : error
        } finally {
          giveBack(sandbox)
        }
      }),
    warm() {
      if (idle.length === 0 && busy.size === 0 && !isStopped) idle.push(start())
    },
    stop() {
      isStopped = true
      gate.close()
      for (const sandbox of [...idle, ...busy]) sandbox.end()
    },
  }
}

const stopping = (): AppError =>
  new AppError(
    'unavailable',
    'The server is stopping. Try again in a few seconds.',
    [],
    { 'retry-after': '2' },
    'Сервер останавливается. Повторите через несколько секунд.',
  )
