import { join } from 'node:path'
import { provideRedis } from './redis-program.ts'
import { provideSpeechTools } from './speech-tools.ts'

const root = join(import.meta.dir, '../..')
const slowestShown = 12
const isFast = process.argv.includes('--fast')

interface Step {
  title: string
  command: string[]
  /** Counts the tests of `bun test`; other steps are one check each. */
  isTests?: boolean
}

const bun = process.execPath
const folders = ['./db', './server', './plugins', './tenants', './ops', './web']
const checks: Step[] = [
  { title: 'Lint', command: [bun, 'run', '--silent', 'check:lint'] },
  { title: 'Format', command: [bun, 'run', '--silent', 'check:format'] },
  { title: 'Types', command: [bun, 'run', '--silent', 'check:types'] },
  { title: 'Unused code', command: [bun, 'run', '--silent', 'check:unused'] },
  { title: 'Commit messages', command: [bun, 'run', '--silent', 'check:commits'] },
]
const pure: Step = {
  title: 'Tests without services',
  command: [bun, 'test', 'plugins', 'web/lib', 'web/i18n', 'web/ui', 'ops/layers'],
  isTests: true,
}
const dashboard: Step[] = [
  { title: 'Browser tests', command: [bun, 'ops/test/run-browser.ts'], isTests: true },
  { title: 'Size of the dashboard', command: [bun, 'web/check-size.ts'] },
]
const half = (number: 1 | 2): Step => ({
  title: `Unit and integration tests, ${number} of 2`,
  command: [bun, 'test', '--timeout', '60000', `--shard=${number}/2`, ...folders],
  isTests: true,
})

if (!isFast) {
  await provideSpeechTools()
  // Once, before both halves look for it.
  await provideRedis()
}
let passed = 0
let failed = 0
// Side by side: each of them waits for its services and its browser half of the time.
const lanes = isFast ? [[...checks, pure]] : [[half(1)], [half(2)], [...checks, ...dashboard]]
await Promise.all(lanes.map(runInTurn))
console.log(`\n${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)

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
  isTests = false,
}: Step): Promise<{ passed: number; failed: number }> {
  const startedAt = performance.now()
  console.log(`== ${title}`)
  const child = Bun.spawn(command, { cwd: root, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
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
  return counts
}

/** Reads all of a stream; names each test file as it comes up, and afterwards those that took longest. */
async function follow(stream: ReadableStream<Uint8Array>, isTests: boolean): Promise<string> {
  const decoder = new TextDecoder()
  const begun: { file: string; atMs: number }[] = []
  let text = ''
  for await (const chunk of stream) {
    const seen = text.length
    text += decoder.decode(chunk, { stream: true })
    if (!isTests) continue
    const files = text
      .slice(text.lastIndexOf('\n', seen) + 1)
      .matchAll(/^(\S+\.(?:test|e2e)\.tsx?):$/gm)
    for (const [, file = ''] of files) {
      begun.push({ file, atMs: performance.now() })
      console.log(`  ${file}`)
    }
  }
  if (begun.length > slowestShown) console.log(wordSlowest(begun))
  return text
}

function wordSlowest(begun: { file: string; atMs: number }[]): string {
  const endMs = performance.now()
  return begun
    .map(({ file, atMs }, at) => ({ file, tookMs: (begun[at + 1]?.atMs ?? endMs) - atMs }))
    .toSorted((one, other) => other.tookMs - one.tookMs)
    .slice(0, slowestShown)
    .map(({ file, tookMs }) => `  ${(tookMs / 1_000).toFixed(1).padStart(6)} s  ${file}`)
    .join('\n')
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
