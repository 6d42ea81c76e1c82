import { canInstallPackages, installPackages } from '../test/debian-packages.ts'

const isThere = (): boolean => Bun.which('promtool') !== null

/** True on a Debian machine that has Prometheus's tool or can install it. */
export const hasPromtool = (): boolean => isThere() || canInstallPackages()

export async function providePromtool(): Promise<void> {
  if (!isThere()) await installPackages(['prometheus'])
}

/** Returns its output, or throws it if promtool reports a fault. */
export async function promtool(args: string[], input = ''): Promise<string> {
  const child = Bun.spawn(['promtool', ...args], {
    stdin: new Blob([input]),
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  if (code !== 0) throw new Error(`promtool ${args.join(' ')}: ${err}${out}`)
  return out
}
