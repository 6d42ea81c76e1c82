import type { Say } from './bench-options.ts'
import { loadList, type Target, withManyMeetings } from './list-meetings.ts'
import { median } from './median.ts'
import { spawnServer } from './spawn-server.ts'

// Many short rounds, alternating, so that other load on the machine affects both sides.
const rounds = 61
const roundMs = 200
const warmUpMs = 6_000

/**
 * Reads the first page of 20 meetings with participants, tenant after tenant, from the API and from a bare Bun.serve +
 * postgres.js that runs the same query as a role without row-level security, alternating in one run.
 */
export const benchList = (say: Say): Promise<Record<string, unknown>> =>
  withManyMeetings(say, async (addresses, targets) => {
    const api = await spawnServer('list-api.ts', { addresses })
    const bare = await spawnServer('list-bare.ts', { databaseUrl: addresses.adminDatabaseUrl })
    try {
      return await compare(say, api.port, bare.port, targets)
    } finally {
      api.stop()
      bare.stop()
    }
  })

async function compare(say: Say, apiPort: number, barePort: number, targets: Target[]) {
  // A newly started server still compiles its code; the measurement needs a warm one.
  for (const port of [apiPort, barePort]) await loadList(port, targets, warmUpMs)
  const ratios: number[] = []
  const rates: [number, number][] = []
  for (let round = 0; round < rounds; round += 1) {
    // The order changes from round to round, because the machine's speed drifts.
    const first = round % 2 === 0 ? apiPort : barePort
    const one = await loadList(first, targets, roundMs)
    const other = await loadList(first === apiPort ? barePort : apiPort, targets, roundMs)
    const [api, bare] = first === apiPort ? [one, other] : [other, one]
    ratios.push(api / bare)
    rates.push([api, bare])
  }
  const ratio = median(ratios)
  const perSecond = (side: 0 | 1): number => Math.round(median(rates.map((rate) => rate[side])))
  say(
    `median of ${rounds} rounds: API ${perSecond(0)} req/s, bare ${perSecond(1)} req/s, ratio ${ratio.toFixed(3)} (promise: 0.600)`,
  )
  return { ratio, rates }
}
