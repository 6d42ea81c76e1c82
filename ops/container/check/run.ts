/** Runs a program to its end. Returns its output; throws the end of it if the program fails. */
export async function run(
  command: string[],
  { env = {}, cwd }: { env?: Record<string, string>; cwd?: string } = {},
): Promise<string> {
  const child = Bun.spawn(command, {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, ...env },
    ...(cwd ? { cwd } : {}),
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  if (code === 0) return out
  throw new Error(
    `${command.slice(0, 4).join(' ')} ended with ${code}: ${(err || out).slice(-3_000)}`,
  )
}

/** Runs `work` and prints how long it took. */
export async function timed<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const result = await work()
  console.log(`  ${title}: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`)
  return result
}
