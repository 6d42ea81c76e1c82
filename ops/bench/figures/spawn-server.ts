import { join } from 'node:path'

/** Runs a file next to this one as its own process, and reads the ports that it prints. */
export async function spawnServer(
  file: string,
  config: object,
): Promise<{ port: number; meterPort: number; pid: number; stop(): void }> {
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
    const meterPort = Number(/meter (\d+)/.exec(said)?.[1] ?? '0')
    if (port > 0) return { port, meterPort, pid: child.pid, stop: () => child.kill() }
  }
  throw new Error(`${file} did not start.`)
}
