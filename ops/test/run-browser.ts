import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startOpenaiStandIn } from '../stand-ins/openai/server.ts'
import { requireChromium } from './chromium.ts'
import { provideFfmpeg } from './ffmpeg.ts'
import { serveMailedSystem } from './mailed-system.ts'
import { startAam } from './start-aam.ts'

const root = join(import.meta.dir, '../..')
const password = 'browser-tests-password'
const email = 'owner@demo.example'

// Words from the command line choose flows: `bun ops/test/run-browser.ts player`.
const chosen = process.argv.slice(2)
const found = await Promise.all(
  ['web/e2e', 'ops/stand-ins'].map((folder) =>
    Array.fromAsync(new Bun.Glob(`${folder}/**/*.e2e.ts`).scan({ cwd: root })),
  ),
)
const flows = found
  .flat()
  .filter((file) => chosen.length === 0 || chosen.some((word) => file.includes(word)))
  .toSorted()
  .map((file) => `./${file}`)
// Without a file to run, `bun test` would run all tests of the project.
if (flows.length === 0) throw new Error(`No flow is named ${chosen.join(', ')}`)

const home = mkdtempSync(join(tmpdir(), 'aam-browser-'))
await requireChromium()
await provideFfmpeg()
// The environment of a newcomer: hardly anything is configured but where to be.
const aam = await startAam(home, {
  DEMO_EMAIL: email,
  DEMO_PASSWORD: password,
  // Flows bring servers of their own, which stand on this machine.
  OUTBOUND_ALLOW: '127.0.0.1',
})
// What an organisation may bring of its own.
const modelKey = 'sk-of-our-own-0123456789'
const model = startOpenaiStandIn({ apiKey: modelKey })
const mailed = serveMailedSystem()
let exitCode = 1
try {
  const tests = Bun.spawn([process.execPath, 'test', '--timeout', '120000', ...flows], {
    cwd: root,
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    env: {
      ...process.env,
      AAM_E2E_URL: aam.url,
      AAM_E2E_HOME: home,
      AAM_E2E_EMAIL: email,
      AAM_E2E_PASSWORD: password,
      AAM_E2E_MODEL_URL: model.url,
      AAM_E2E_MODEL_KEY: modelKey,
      AAM_E2E_MAILED_URL: mailed.url,
    },
  })
  exitCode = await tests.exited
} finally {
  await mailed.stop()
  await aam.stop()
  await model.stop()
  rmSync(home, { recursive: true, force: true })
}
process.exit(exitCode)
