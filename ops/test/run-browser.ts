import { existsSync } from 'node:fs'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dir, '../..')
const home = mkdtempSync(join(tmpdir(), 'aam-browser-'))
const port = await freePort()
const password = 'browser-tests-password'
const email = 'owner@demo.example'

requireChromium()
// The environment of a newcomer: nothing configured but where to be.
const server = Bun.spawn(
  [process.execPath, 'server/main/cli.ts', 'up', '--port', String(port), '--home', home],
  {
    cwd: root,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'inherit',
    env: { ...process.env, DEMO_EMAIL: email, DEMO_PASSWORD: password },
  },
)
// Words from the command line choose flows: `bun ops/test/run-browser.ts player`.
const chosen = process.argv.slice(2)
const flows = (await Array.fromAsync(new Bun.Glob('web/e2e/*.e2e.ts').scan({ cwd: root })))
  .filter((file) => chosen.length === 0 || chosen.some((word) => file.includes(word)))
  .toSorted()
  .map((file) => `./${file}`)
let exitCode = 1
try {
  await untilSaid(server.stdout, 'Sign in')
  const tests = Bun.spawn([process.execPath, 'test', '--timeout', '120000', ...flows], {
    cwd: root,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    env: {
      ...process.env,
      AAM_E2E_URL: `http://demo.localhost:${port}`,
      AAM_E2E_EMAIL: email,
      AAM_E2E_PASSWORD: password,
    },
  })
  exitCode = await tests.exited
} finally {
  server.kill('SIGTERM')
  await server.exited
  rmSync(home, { recursive: true, force: true })
}
process.exit(exitCode)

async function freePort(): Promise<number> {
  const probe = Bun.serve({ port: 0, fetch: () => new Response() })
  const { port: free } = probe
  await probe.stop(true)
  return free ?? 3999
}

/** Reads until the words come up; goes on reading afterwards, so that the writer never meets a closed pipe. */
async function untilSaid(output: ReadableStream<Uint8Array>, words: string): Promise<void> {
  const decoder = new TextDecoder()
  const reader = output.getReader()
  let text = ''
  const read = async (): Promise<boolean> => {
    const { done, value } = await reader.read()
    if (value) text += decoder.decode(value, { stream: true })
    return !done
  }
  while (await read()) {
    if (!text.includes(words)) continue
    void (async () => {
      while (await read()) text = ''
    })()
    return
  }
  throw new Error(`AAM did not start:\n${text}`)
}

/** Debian's Chromium, installed where that is allowed. */
function requireChromium(): void {
  if (['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].some(existsSync))
    return
  if (process.getuid?.() === 0 && Bun.which('apt-get')) {
    console.log('Installing Chromium for the browser tests')
    Bun.spawnSync(['apt-get', 'update', '-q'])
    Bun.spawnSync(['apt-get', 'install', '-y', '-q', '--no-install-recommends', 'chromium'])
    if (existsSync('/usr/bin/chromium')) return
  }
  console.error('The browser tests need Chromium. On Debian: apt-get install chromium')
  process.exit(1)
}
