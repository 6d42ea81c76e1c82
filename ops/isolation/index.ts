import { parseArgs } from 'node:util'
import { stopSharedServices } from '../test/installation.ts'
import { provideRedis } from '../test/redis-program.ts'
import {
  canaryProofs,
  lean,
  openProofWorld,
  type Proof,
  tableProofs,
  unreachedRoutes,
  whole,
  worldProofs,
} from './proofs.ts'
import { findOwnValues } from './routes/find-values.ts'
import { type Findings, formatReport } from './report.ts'
import { seedFrom } from './seed.ts'

const usage = `Usage: bun run check:isolation [tables|routes|traffic|fuzz|canaries …] [--lean] [--seed N]

Proves on services of its own that no tenant sees or changes another's data: every table and route that there is.
AAM_FUZZ_SEED or --seed repeats the requests of an earlier run.`

const names = ['tables', 'routes', 'traffic', 'fuzz', 'canaries'] as const
type Name = (typeof names)[number]

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    lean: { type: 'boolean', default: false },
    seed: { type: 'string' },
  },
})
const unknown = positionals.find((name) => !names.some((known) => known === name))
if (flags.help || unknown !== undefined) {
  console.log(unknown === undefined ? usage : `There is no proof “${unknown}”.\n\n${usage}`)
  process.exit(unknown === undefined ? 0 : 1)
}

const size = flags.lean ? lean : whole
const asked = (name: Name): boolean => positionals.length === 0 || positionals.includes(name)
const results: { title: string; seconds: number; findings: Findings }[] = []

async function prove(proofs: Proof[]): Promise<void> {
  for (const { title, run } of proofs) {
    const startedAt = performance.now()
    const findings = await run()
    results.push({ title, seconds: (performance.now() - startedAt) / 1_000, findings })
    console.log(formatReport(results.slice(-1)))
  }
}

async function proveInWorld(): Promise<void> {
  const seed = seedFrom(flags.seed, Date.now() % 2 ** 31)
  const world = await openProofWorld()
  const opened = { world, values: await findOwnValues(world) }
  const { admission, calls, strangers, traffic, fuzz } = worldProofs(opened, size, seed)
  const chosen = [
    ...(asked('routes') ? [admission, calls, strangers] : []),
    ...(asked('traffic') ? [traffic] : []),
    ...(asked('fuzz') ? [fuzz] : []),
  ]
  await prove(chosen)
  const unreached = unreachedRoutes(opened)
  if (unreached.length > 0) {
    console.log(`Found nothing of a tenant's own under: ${unreached.join(', ')}`)
  }
  await world.close()
}

await provideRedis()
if (asked('tables')) await prove(tableProofs)
if (asked('routes') || asked('traffic') || asked('fuzz')) await proveInWorld()
if (asked('canaries')) await prove(canaryProofs(size))
await stopSharedServices()
const failures = results.flatMap(({ findings }) => findings.failures)
console.log(`\n${failures.length === 0 ? 'Nothing leaks.' : `${failures.length} failures.`}`)
process.exit(failures.length === 0 ? 0 : 1)
