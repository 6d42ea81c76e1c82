import { existsSync } from 'node:fs'

const isThere = (): boolean =>
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync)

/** Debian's Chromium, installed where that is allowed. Throws where there is none. */
export function requireChromium(): void {
  if (isThere()) return
  if (process.getuid?.() === 0 && Bun.which('apt-get')) {
    console.log('Installing Chromium for the browser tests')
    Bun.spawnSync(['apt-get', 'update', '-q'])
    Bun.spawnSync(['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium'])
    if (existsSync('/usr/bin/chromium')) return
  }
  throw new Error('A browser is needed: Chromium. On Debian: apt-get install chromium')
}
