import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/free-ports.ts'
import type { Say } from './bench-options.ts'

/** The other parts need a program or a key that this machine may not have. */
const needed = ['database', 'redis', 'storage', 'workers']
const longestMs = 120_000

const root = join(import.meta.dir, '../../..')

/**
 * Starts the whole system twice in one new home and measures the time until `/health/ready` reports every part that a
 * start brings up.
 */
export async function benchStart(say: Say): Promise<Record<string, unknown>> {
  const home = mkdtempSync(join(tmpdir(), 'aam-bench-'))
  try {
    const firstMs = await startOnce(home)
    say(`first start, data made:      ready after ${firstMs} ms`)
    const laterMs = await startOnce(home)
    say(`start with data initialised: ready after ${laterMs} ms (promise: 5,000)`)
    return { firstMs, laterMs }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

async function startOnce(home: string): Promise<number> {
  const port = await freePort()
  const startedAt = performance.now()
  const child = Bun.spawn(
    [process.execPath, 'run', 'start', '--no-demo', '--port', String(port), '--home', home],
    { cwd: root, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' },
  )
  try {
    for (;;) {
      if (child.exitCode !== null) {
        throw new Error(`It did not start: ${await new Response(child.stderr).text()}`)
      }
      if (performance.now() - startedAt > longestMs) {
        throw new Error(`It was not ready after ${longestMs} ms.`)
      }
      if (await isReady(port)) return Math.round(performance.now() - startedAt)
      // Each poll checks every part; polling continuously would slow down what it measures.
      await Bun.sleep(100)
    }
  } finally {
    child.kill('SIGTERM')
    await child.exited
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`)
    const { parts } = (await response.json()) as { parts: Record<string, { state: string }> }
    return needed.every((name) => parts[name]?.state === 'up')
  } catch {
    return false
  }
}
