import { existsSync } from 'node:fs'
import { canInstallPackages, installPackages } from './debian-packages.ts'

const shellPackage = 'chromium-headless-shell'
const shell = `/usr/bin/${shellPackage}`
const programs = [shell, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

const find = (): string | undefined =>
  Bun.env['AAM_E2E_CHROMIUM'] ?? programs.find((program) => existsSync(program))

/** Returns the path of Chromium, installed where that is allowed. Rejects where there is none. */
export async function requireChromium(): Promise<string> {
  if (find() === undefined && canInstallPackages()) {
    console.log('Installing Chromium for the browser tests')
    await installPackages([shellPackage]).catch(() => installPackages(['chromium']))
  }
  const program = find()
  if (program) return program
  throw new Error('A browser is needed: Chromium. On Debian: apt-get install chromium')
}

/**
 * Installs the Chromium that has no windows where that is allowed: each profile of the other one draws tabs and buttons
 * that nobody sees, which doubles its processor time.
 */
export async function provideHeadlessShell(): Promise<void> {
  if (existsSync(shell) || !canInstallPackages()) return
  console.log('Installing Chromium without windows for the browser tests')
  await installPackages([shellPackage]).catch(console.log)
}
