import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { workerEndsWithinMs } from './worker.ts'

const firstPauseMs = 200
const longestPauseMs = 10_000

/** Keeps one worker process running on a home; restarts it with growing delays when it exits. */
export function superviseWorker(home: string, logFile: string): { stop(): Promise<void> } {
  let stopping = false
  let pauseMs = firstPauseMs
  let child = start()

  function start() {
    const log = openSync(logFile, 'a', 0o600)
    const startedAt = Date.now()
    const worker = Bun.spawn(
      [
        process.execPath,
        join(import.meta.dir, 'cli.ts'),
        'worker',
        '--with-parent',
        '--home',
        home,
      ],
      {
        stdin: 'ignore',
        stdout: log,
        stderr: log,
        // We pass Ctrl-C on ourselves.
        detached: true,
      },
    )
    closeSync(log)
    void startAgain(worker, startedAt)
    return worker
  }

  async function startAgain(ended: Bun.Subprocess, startedAt: number): Promise<void> {
    await ended.exited
    if (stopping) return
    pauseMs = Date.now() - startedAt > 30_000 ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs)
    await Bun.sleep(pauseMs)
    if (!stopping) child = start()
  }

  return {
    async stop() {
      stopping = true
      child.kill('SIGTERM')
      await Promise.race([child.exited, Bun.sleep(workerEndsWithinMs)])
      child.kill('SIGKILL')
    },
  }
}
