import { join } from 'node:path'

/** Runs a file beside this one as a process of its own, and reads the port that it says. */
export async function spawnServer(
  file: string,
  config: object,
): Promise<{ port: number; pid: number; stop(): void }> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, file), JSON.stringify(config)], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const decoder = new TextDecoder()
  let said = ''
  for await (const chunk of child.stdout) {
    said += decoder.decode(chunk)
    const port = Number(/port (\d+)/.exec(said)?.[1])
    if (port > 0) return { port, pid: child.pid, stop: () => child.kill() }
  }
  throw new Error(`${file} did not start.`)
}
