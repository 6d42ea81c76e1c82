import { existsSync } from 'node:fs'
import { canInstallPackages, installPackages } from './debian-packages.ts'

const isThere = (): boolean =>
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync)

/** Debian's Chromium, installed where that is allowed. Rejects where there is none. */
export async function requireChromium(): Promise<void> {
  if (isThere()) return
  if (canInstallPackages()) {
    console.log('Installing Chromium for the browser tests')
    await installPackages(['chromium'])
    if (existsSync('/usr/bin/chromium')) return
  }
  throw new Error('A browser is needed: Chromium. On Debian: apt-get install chromium')
}
