/** True where packages can be installed: root on a Debian system. */
export const canInstallPackages = (): boolean =>
  process.getuid?.() === 0 && Bun.which('apt-get') !== null

const tries = 2
/** Another installation on the same machine may be under way. */
const lockWaitSeconds = 600
const environment = {
  DEBIAN_FRONTEND: 'noninteractive',
  // Run level 1 keeps packages from starting their daemons.
  RUNLEVEL: '1',
}

let installing: Promise<void> = Promise.resolve()

/**
 * Installs Debian packages, one call after the other. An installation that was interrupted is finished first: apt refuses
 * all others until then. Throws with apt's last words when the packages cannot be installed.
 */
export function installPackages(
  packages: readonly string[],
  more: Record<string, string> = {},
): Promise<void> {
  const ours = installing.then(() => install(packages, { ...process.env, ...environment, ...more }))
  installing = ours.catch(() => undefined)
  return ours
}

async function install(packages: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const locks = `DPkg::Lock::Timeout=${lockWaitSeconds}`
  let complaint = ''
  for (let attempt = 0; attempt < tries; attempt += 1) {
    await run(['dpkg', '--force-confdef', '--force-confold', '--configure', '-a'], env)
    await run(['apt-get', '-o', locks, 'update', '-q'], env)
    const command = ['apt-get', '-o', locks, 'install', '-y', '-q', '--no-install-recommends']
    const result = await run([...command, ...packages], env)
    if (result.ok) return
    complaint = result.complaint
  }
  throw new Error(`${packages.join(', ')} could not be installed: ${complaint}`)
}

async function run(
  command: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ ok: boolean; complaint: string }> {
  const child = Bun.spawn(command, { stdin: 'ignore', stdout: 'ignore', stderr: 'pipe', env })
  const [complaint, exitCode] = await Promise.all([new Response(child.stderr).text(), child.exited])
  return { ok: exitCode === 0, complaint: complaint.trim() }
}
