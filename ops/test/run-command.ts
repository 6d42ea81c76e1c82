import { join } from 'node:path'

const cli = join(import.meta.dir, '../../server/main/cli.ts')

export interface CommandOutcome {
  code: number
  out: string
  err: string
}

/** Runs one command of `aam` to its end, in a folder that is its home as well. */
export async function runCommand(
  args: string[],
  { folder, env = {} }: { folder: string; env?: Record<string, string> },
): Promise<CommandOutcome> {
  const child = Bun.spawn([process.execPath, cli, ...args], {
    cwd: folder,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { PATH: process.env.PATH ?? '', HOME: folder, AAM_HOME: join(folder, 'home'), ...env },
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, out: out.trim(), err: err.trim() }
}
