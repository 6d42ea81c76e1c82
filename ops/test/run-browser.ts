import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildDashboard } from '../../server/main/build-dashboard.ts'
import type { System } from '../../web/e2e/support/system.ts'
import { startOpenaiStandIn } from '../stand-ins/openai/server.ts'
import { requireChromium } from './chromium.ts'
import { provideFfmpeg } from './ffmpeg.ts'
import { serveMailedSystem } from './mailed-system.ts'
import { startAam } from './start-aam.ts'

const root = join(import.meta.dir, '../..')
const password = 'browser-tests-password'
const email = 'owner@demo.example'
// A start of AAM costs as much as a few flows.
const flowsPerLane = 6
const maxLanes = 2

// `bun ops/test/run-browser.ts player --timings=…`: words choose flows, options are for `bun test`.
const [options, chosen] = [true, false].map((isOption) =>
  process.argv.slice(2).filter((argument) => argument.startsWith('--') === isOption),
) as [string[], string[]]
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
const laneCount = Math.min(maxLanes, Math.ceil(flows.length / flowsPerLane))

const chromium = await requireChromium()
await provideFfmpeg()
await buildDashboard(console.log)
const opened = await Promise.allSettled(Array.from({ length: laneCount }, openLane))
const lanes = opened.flatMap((lane) => (lane.status === 'fulfilled' ? [lane.value] : []))
let exitCode = 1
try {
  for (const lane of opened) if (lane.status === 'rejected') throw lane.reason
  const tests = Bun.spawn(
    [
      process.execPath,
      'test',
      '--timeout',
      '120000',
      // One process for each lane, which keeps its browser and its modules from flow to flow.
      ...(laneCount > 1 ? [`--parallel=${laneCount}`, '--parallel-delay=0', '--no-isolate'] : []),
      ...options,
      ...flows,
    ],
    {
      cwd: root,
      stdin: 'ignore',
      stdout: 'inherit',
      stderr: 'inherit',
      env: { ...process.env, AAM_E2E_SYSTEMS: JSON.stringify(lanes.map(({ system }) => system)) },
    },
  )
  exitCode = await tests.exited
} finally {
  await Promise.all(lanes.map((lane) => lane.close()))
}
process.exit(exitCode)

async function openLane(): Promise<{ system: System; close(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'aam-browser-'))
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
  return {
    system: {
      url: aam.url,
      home,
      chromium,
      email,
      password,
      modelUrl: model.url,
      modelKey,
      mailedUrl: mailed.url,
    },
    async close() {
      await Promise.all([mailed.stop(), aam.stop(), model.stop()])
      rmSync(home, { recursive: true, force: true })
    },
  }
}
