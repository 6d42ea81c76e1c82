import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Stack, startStack } from '../../server/embedded/stack.ts'

export interface TestServices extends Stack {
  /** The state folder, for tests that look behind the services. */
  home: string
}

/** A whole stack in a new folder below the temporary folder, gone without a trace after stop(). */
export async function startTestServices(
  onProgress: (line: string) => void = () => undefined,
): Promise<TestServices> {
  const home = mkdtempSync(join(tmpdir(), 'aam-test-'))
  const remove = () => rmSync(home, { recursive: true, force: true })
  try {
    const stack = await startStack({
      home,
      external: {},
      onProgress,
      durable: false,
      endsWithParent: true,
    })
    return { ...stack, home, stop: () => stack.stop().then(remove) }
  } catch (error) {
    remove()
    throw error
  }
}
