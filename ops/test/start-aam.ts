import { join } from 'node:path'
import { freePort } from './free-ports.ts'

const root = join(import.meta.dir, '../..')

export interface StartedAam {
  url: string
  pid: number
  stop(): Promise<void>
}

/**
 * Runs the whole system as a newcomer does, on a free port and a home of its own, until it can be used. The address is
 * that of the demo organisation, or the bare one without a demo.
 */
export async function startAam(
  home: string,
  environment: Record<string, string>,
  { demo = true }: { demo?: boolean } = {},
): Promise<StartedAam> {
  const port = await freePort()
  const args = ['up', '--port', String(port), '--home', home, ...(demo ? [] : ['--no-demo'])]
  const server = Bun.spawn([process.execPath, 'server/main/cli.ts', ...args], {
    cwd: root,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
    env: { ...process.env, ...environment },
  })
  await untilSaid(server.stdout, demo ? 'Sign in' : 'AAM runs at')
  return {
    url: `http://${demo ? 'demo.' : ''}localhost:${port}`,
    pid: server.pid,
    async stop() {
      server.kill('SIGTERM')
      await server.exited
    },
  }
}

/** Reads until the words come up; goes on reading afterwards, so that the writer never meets a closed pipe. */
export async function untilSaid(output: ReadableStream<Uint8Array>, words: string): Promise<void> {
  const decoder = new TextDecoder()
  const reader = output.getReader()
  let text = ''
  const read = async (): Promise<boolean> => {
    const { done, value } = await reader.read()
    if (value) text += decoder.decode(value, { stream: true })
    return !done
  }
  while (await read()) {
    if (!text.includes(words)) continue
    void (async () => {
      while (await read()) text = ''
    })()
    return
  }
  throw new Error(`AAM did not start:\n${text}`)
}
