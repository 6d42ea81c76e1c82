import { parseArgs } from 'node:util'
import { seedFrom } from '../isolation/seed.ts'
import { stopSharedServices } from '../test/installation.ts'
import { proveKills } from './kills.ts'

const usage = `Usage: bun run check:billing kills [--kills 100] [--seed N]

Proves on services of its own, against a stand-in Stripe, that nothing that is paid for is lost or counted twice.
“kills”: workers are killed at random moments while transcriptions come in; at the end the ledger, the reports, the meter
and what the database implies agree. AAM_FUZZ_SEED or --seed repeats the choices of an earlier run.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    kills: { type: 'string', default: '100' },
    seed: { type: 'string' },
  },
})
const kills = Number(values.kills)
const isKnown = positionals.length === 1 && positionals[0] === 'kills'
if (values.help || !isKnown || !Number.isInteger(kills) || kills < 1) {
  console.log(usage)
  process.exit(values.help ? 0 : 1)
}

const seed = seedFrom(values.seed, Math.floor(Math.random() * 2 ** 31))
console.log(`Seed ${seed}`)
const startedMs = performance.now()
const outcome = await proveKills({ kills, seed, tell: console.log })
await stopSharedServices()
for (const { slug, effects, ledger, reported, meter } of outcome.sums)
  console.log(
    `${slug.padEnd(12)} effects ${effects} s, ledger ${ledger} s, reported ${reported} s, meter ${meter} s`,
  )
const seconds = Math.round((performance.now() - startedMs) / 1_000)
console.log(
  `${outcome.kills} kills in ${seconds} s: ${outcome.transcriptions} transcriptions, ${outcome.corrections} corrections, ${outcome.repeats} reports that came twice, ${outcome.faults.length} faults`,
)
for (const fault of outcome.faults) console.error(fault)
process.exit(outcome.faults.length > 0 || outcome.transcriptions === 0 ? 1 : 0)
