import { expect, test } from 'bun:test'
import { join } from 'node:path'

/** A process that waits for a signal and then runs until its standard input is closed. */
function waiting() {
  const code = `
    import { untilStopped } from ${JSON.stringify(join(import.meta.dir, 'command.ts'))}
    const stopped = untilStopped()
    console.log('waiting')
    console.log(await stopped)
    await new Response(Bun.stdin.stream()).text()
    console.log('done')
    process.exit(0)`
  const child = Bun.spawn([process.execPath, '-e', code], {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'inherit',
  })
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader()
  let said = ''
  const hear = async (word: string): Promise<void> => {
    while (!said.includes(word)) {
      const { done, value } = await reader.read()
      if (done) throw new Error(`It ended after: ${said}`)
      said += value
    }
  }
  return { child, hear }
}

test('a keypress that arrives several times stops once and lets running work finish', async () => {
  const { child, hear } = waiting()
  await hear('waiting')
  for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) child.kill(signal)
  await hear('SIG')
  child.stdin.end()
  await hear('done')
  expect(await child.exited).toBe(0)
})

test('a second keypress later exits immediately', async () => {
  const { child, hear } = waiting()
  await hear('waiting')
  while (child.exitCode === null) {
    child.kill('SIGINT')
    await Bun.sleep(50)
  }
  expect(await child.exited).toBe(130)
})
