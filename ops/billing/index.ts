import { parseArgs } from 'node:util'
import { seedFrom } from '../isolation/seed.ts'
import { stopSharedServices } from '../test/installation.ts'
import { proveInterruptions } from './interruptions.ts'
import { proveKills } from './kills.ts'
import { proveLife } from './life/index.ts'
import { months } from './life/story.ts'
import { proveShuffles } from './shuffles.ts'

const usage = `Usage: bun run check:billing life [--first YYYY-MM]
       bun run check:billing shuffles [--seeds 100] [--seed N]
       bun run check:billing kills [--kills 100] [--seed N]
       bun run check:billing interruptions [--kills 100] [--seed N]

Proves on services of its own, against a stand-in Stripe, that nothing that is paid for is lost or counted twice.
“life”: fourteen months of an organisation that pays by card, up to now or from a month on; plans, metered seconds and each
line of each invoice are what an independent calculation says. “shuffles”: its webhooks, shuffled, repeated and with forged
ones beside, end alike for each seed. “kills”: workers are killed at random moments while transcriptions come in; at the end
the ledger, the reports, the meter and what the database implies agree. “interruptions”: API and workers are killed while
owners subscribe, change, cancel and let people in; nobody pays twice, and what is stored is what the provider has.
AAM_FUZZ_SEED or --seed repeats the choices of an earlier run.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h' },
    first: { type: 'string' },
    seeds: { type: 'string', default: '100' },
    kills: { type: 'string', default: '100' },
    seed: { type: 'string' },
  },
})

const proofs: Record<string, () => Promise<string[]>> = {
  life,
  shuffles,
  kills,
  interruptions,
}

async function life(): Promise<string[]> {
  const first = firstMonth()
  const { faults, ...found } = await proveLife(first)
  const { facts, states, invoices, lines, closed, explained } = found
  console.log(
    `${months} months from ${first}, ${facts} facts: plan, seats, ledger, reports and meter compared ${states} times, ${invoices} invoices with ${lines} lines to the cent`,
  )
  console.log(
    `${explained.stretches} charges for minutes explained by ${explained.rows} rows of meetings, ${explained.seatLines} charges for seats by people`,
  )
  console.log(`${closed} answers about closed months are what they were before the prices changed`)
  return faults
}

/**
 * The simulated life ends with the last month whose invoices were final a day ago: the owner's session starts now and
 * must not expire within it.
 */
function firstMonth(): string {
  const yesterday = new Date(Date.now() - 24 * 3_600_000)
  const first = new Date(Date.UTC(yesterday.getUTCFullYear(), yesterday.getUTCMonth() - months))
  return values.first ?? first.toISOString().slice(0, 7)
}

async function shuffles(): Promise<string[]> {
  const seed = seedOf()
  const options = { firstMonth: firstMonth(), seeds: Number(values.seeds), seed }
  const outcome = await proveShuffles({ ...options, tell: console.log })
  console.log(
    `${outcome.seeds} seeds: ${outcome.events} events of a life delivered ${outcome.delivered} times, ${outcome.forged} forged ones refused`,
  )
  return outcome.faults
}

async function kills(): Promise<string[]> {
  const seed = seedOf()
  const outcome = await proveKills({ kills: Number(values.kills), seed, tell: console.log })
  for (const { slug, effects, ledger, reported, meter } of outcome.sums)
    console.log(
      `${slug.padEnd(12)} effects ${effects} s, ledger ${ledger} s, reported ${reported} s, meter ${meter} s`,
    )
  const { transcriptions, corrections, repeats } = outcome
  console.log(
    `${outcome.kills} kills: ${transcriptions} transcriptions, ${corrections} corrections, ${repeats} reports that came twice`,
  )
  return transcriptions === 0 ? ['Nothing was transcribed.', ...outcome.faults] : outcome.faults
}

async function interruptions(): Promise<string[]> {
  const options = { kills: Number(values.kills), seed: seedOf(), tell: console.log }
  const { answered, unanswered, subscriptions, webhooks, ...outcome } =
    await proveInterruptions(options)
  console.log(
    `${outcome.kills} kills: ${answered} requests answered, ${unanswered} not; ${subscriptions} subscriptions, ${webhooks} deliveries of webhooks`,
  )
  return subscriptions === 0 ? ['Nobody has subscribed.', ...outcome.faults] : outcome.faults
}

function seedOf(): number {
  const seed = seedFrom(values.seed, Math.floor(Math.random() * 2 ** 31))
  console.log(`Seed ${seed}`)
  return seed
}

const counts = [values.kills, values.seeds].map(Number)
const proof = positionals.length === 1 ? proofs[positionals[0] ?? ''] : undefined
const isMonth = values.first === undefined || /^\d{4}-(0[1-9]|1[0-2])$/.test(values.first)
if (values.help || !proof || !isMonth || counts.some((one) => !Number.isInteger(one) || one < 1)) {
  console.log(usage)
  process.exit(values.help ? 0 : 1)
}

const startedMs = performance.now()
const faults = await proof()
await stopSharedServices()
console.log(`${faults.length} faults, ${Math.round((performance.now() - startedMs) / 1_000)} s`)
for (const fault of faults) console.error(fault)
process.exit(faults.length > 0 ? 1 : 0)
