import { join } from 'node:path'
import { provideHeadlessShell } from './chromium.ts'
import { provideRedis } from './redis-program.ts'
import { startTestServices, type TestServices } from './services.ts'
import { givenServicesVariable } from './shared-services.ts'
import { provideSpeechTools } from './speech-tools.ts'
import { openTimings, type Timings } from './timings.ts'

const root = join(import.meta.dir, '../..')
const isFast = process.argv.includes('--fast')
/** Makes the durations of this run those that later runs order their files by. */
const isRecording = process.argv.includes('--record-timings')
/** `bun ops/test/run.ts unit browser` runs two of the three lanes. */
const chosen = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
/** Keeps two cores busy beside the browser lane. With three, tests that compute for long ran into their time limits. */
const workers = 2

interface Step {
  title: string
  command: string[]
  env?: Record<string, string>
  /** Counts the tests of `bun test`; other steps are one check each. */
  timings?: Timings
}

const bun = process.execPath
const check = (title: string, script: string): Step => ({
  title,
  command: [bun, 'run', '--silent', script],
})
const checks = [
  check('Lint', 'check:lint'),
  check('Format', 'check:format'),
  check('Types', 'check:types'),
  check('Unused code', 'check:unused'),
  check('Commit messages', 'check:commits'),
]
const pureFolders = ['./plugins', './web']
const allFolders = ['./db', './server', './plugins', './tenants', './ops', './web']

function testStep(title: string, command: string[], timings: Timings): Step {
  return { title, command: [bun, ...command, ...timings.args], timings }
}

const parallelTests = (folders: string[]): string[] => [
  'test',
  '--timeout=60000',
  `--parallel=${workers}`,
  '--no-isolate',
  ...folders,
]

let passed = 0
let failed = 0
await (isFast ? runFast() : runAll())
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

async function runFast(): Promise<void> {
  const unit = openTimings('unit.json')
  const pure = testStep('Tests without services', parallelTests(pureFolders), unit)
  await Promise.all([runInTurn(checks), runInTurn([pure])])
  unit.remove()
}

async function runAll(): Promise<void> {
  await provideSpeechTools()
  await provideHeadlessShell()
  // Once, before all workers look for it.
  await provideRedis()
  const timings = { unit: openTimings('unit.json'), browser: openTimings('browser.json') }
  const services = await startEach(workers)
  const unit: Step = {
    ...testStep('Unit and integration tests', parallelTests(allFolders), timings.unit),
    env: { [givenServicesVariable]: JSON.stringify(services) },
  }
  const browser = testStep('Browser tests', ['ops/test/run-browser.ts'], timings.browser)
  const size: Step = { title: 'Size of the dashboard', command: [bun, 'web/check-size.ts'] }
  const lanes = Object.entries({ unit: [unit], browser: [browser, size], checks })
  const wanted = lanes.filter(([name]) => chosen.length === 0 || chosen.includes(name))
  // Side by side: each of them waits for its services and its browser most of the time.
  await Promise.all(wanted.map(([, steps]) => runInTurn(steps)))
  await Promise.all(services.map((stack) => stack.stop()))
  for (const one of Object.values(timings)) {
    if (isRecording) one.keep()
    one.remove()
  }
}

/** Services for each worker, since tests also freeze and restart them. */
async function startEach(count: number): Promise<TestServices[]> {
  return Promise.all(Array.from({ length: count }, () => startTestServices()))
}

async function runInTurn(steps: Step[]): Promise<void> {
  for (const step of steps) {
    const result = await runStep(step)
    passed += result.passed
    failed += result.failed
  }
}

async function runStep({
  title,
  command,
  env = {},
  timings,
}: Step): Promise<{ passed: number; failed: number }> {
  const startedAt = performance.now()
  console.log(`== ${title}`)
  const child = Bun.spawn(command, {
    cwd: root,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: { ...process.env, ...env },
  })
  const isTests = timings !== undefined
  const [out, err, exitCode] = await Promise.all([
    follow(child.stdout, isTests),
    follow(child.stderr, isTests),
    child.exited,
  ])
  const output = `${out}${err}`.trim()
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const counts = isTests
    ? countTests(output, exitCode)
    : { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1 }
  const verdict = counts.failed > 0 ? failuresOf(output, isTests) : 'ok'
  console.log(`${verdict}, ${title}: ${counts.passed} passed in ${seconds} s`)
  if (timings) console.log(`The slowest of them:\n${timings.slowest()}`)
  return counts
}

/** Reads all of a stream; names each test file as it comes up. */
async function follow(stream: ReadableStream<Uint8Array>, isTests: boolean): Promise<string> {
  const decoder = new TextDecoder()
  const named = new Set<string>()
  let text = ''
  for await (const chunk of stream) {
    const seen = text.length
    text += decoder.decode(chunk, { stream: true })
    if (!isTests) continue
    const files = text
      .slice(text.lastIndexOf('\n', seen) + 1)
      .matchAll(/^(\S+\.(?:test|e2e)\.tsx?):$/gm)
    for (const [, file = ''] of files) {
      // Files that run side by side come up again and again.
      if (named.has(file)) continue
      named.add(file)
      console.log(`  ${file}`)
    }
  }
  return text
}

/** `bun test` ends with ` 12 pass` and ` 0 fail`; a crash before that is one failure. */
function countTests(output: string, exitCode: number): { passed: number; failed: number } {
  const last = (word: string) =>
    Number([...output.matchAll(new RegExp(`^\\s*(\\d+) ${word}`, 'gm'))].at(-1)?.[1] ?? 0)
  const counts = { passed: last('pass'), failed: last('fail') }
  if (last('skip') + last('todo') > 0) counts.failed += last('skip') + last('todo')
  if (exitCode !== 0 && counts.failed === 0) counts.failed = 1
  if (counts.passed === 0 && counts.failed === 0) counts.failed = 1
  return counts
}

function failuresOf(output: string, isTests: boolean): string {
  if (!isTests) return output
  return output
    .split('\n')
    .filter((line) => !line.startsWith('(pass)'))
    .join('\n')
}
