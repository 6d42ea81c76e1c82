import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { findRedis } from '../../server/embedded/redis/binaries.ts'

/**
 * Puts a `redis-server` on the PATH of this process where the machine has none: the distribution's package, unpacked
 * into a folder of the temporary folder that later runs find again.
 */
export async function provideRedis(): Promise<void> {
  if (find() !== null) return
  const tools = join(tmpdir(), `aam-test-tools-${process.getuid?.() ?? 0}`)
  const programs = join(tools, 'bin')
  mkdirSync(programs, { recursive: true })
  // Tests start services as other users too.
  for (const folder of [tools, programs]) chmodSync(folder, 0o755)
  const { program, environment } = await findRedis(tools, console.log)
  const libraries = environment.LD_LIBRARY_PATH
  const lead = libraries === undefined ? '' : `LD_LIBRARY_PATH='${libraries}' `
  const wrapper = join(programs, 'redis-server')
  writeFileSync(wrapper, `#!/bin/sh\n${lead}exec '${program}' "$@"\n`, { mode: 0o755 })
  Bun.env.PATH = `${programs}${delimiter}${Bun.env.PATH}`
}

// Bun looks names up on the PATH that the process began with unless it is told another.
const find = (): string | null => Bun.which('redis-server', { PATH: Bun.env.PATH ?? '' })

/** The server's path. */
export function redisProgram(): string {
  const program = find()
  if (program === null) throw new Error('provideRedis comes first')
  return program
}
