import { join } from 'node:path'

export interface ChildSystem<About> {
  /** What it says of itself in its first line. */
  about: About
  tell(line: string): Promise<void>
  stop(): Promise<void>
}

/** Starts a system of its own for one flow; it ends with its input. */
export async function startSystem<About>(script: string): Promise<ChildSystem<About>> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, '../../..', script)], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  return {
    about: JSON.parse(await firstLine(child.stdout)) as About,
    async tell(line) {
      await child.stdin.write(`${line}\n`)
      await child.stdin.flush()
    },
    async stop() {
      await child.stdin.end()
      await child.exited
    },
  }
}

async function firstLine(output: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of output) {
    text += decoder.decode(chunk, { stream: true })
    const [line, ...more] = text.split('\n')
    if (line && more.length > 0) return line
  }
  throw new Error('The system did not start.')
}
