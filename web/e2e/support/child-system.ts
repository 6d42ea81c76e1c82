import { join } from 'node:path'

export interface ChildSystem<About> {
  /** What it says of itself in its first line. */
  about: About
  /** Gives it an order, and waits until that has been carried out. */
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
  const lines = linesOf(child.stdout)
  const nextLine = async (): Promise<string> => {
    const { done, value } = await lines.next()
    if (done) throw new Error('The system has ended.')
    return value
  }
  return {
    about: JSON.parse(await nextLine()) as About,
    async tell(line) {
      await child.stdin.write(`${line}\n`)
      await child.stdin.flush()
      await nextLine()
    },
    async stop() {
      await child.stdin.end()
      await child.exited
    },
  }
}

async function* linesOf(output: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of output) {
    text += decoder.decode(chunk, { stream: true })
    const lines = text.split('\n')
    text = lines.pop() ?? ''
    yield* lines
  }
}
