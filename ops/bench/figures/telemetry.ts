import { defaultRatio } from '../../../server/platform/settings/tracing-config.ts'
import type { Say } from './bench-options.ts'
import { loadList, type Target, withManyMeetings } from './list-meetings.ts'
import { median } from './median.ts'
import { spawnServer } from './spawn-server.ts'

// Many short rounds, alternating, so that other load on the machine affects both sides.
const rounds = 81
const roundMs = 250
const warmUpMs = 6_000
const scrapeEveryMs = 5_000
const allowed = 0.1

/**
 * Reads the meetings list from an API that exports traces and serves metrics, and from one that does neither,
 * alternating in one run. Throws if telemetry at the default sampling rate costs more than a tenth.
 */
export const benchTelemetry = (say: Say): Promise<Record<string, unknown>> =>
  withManyMeetings(say, async (addresses, targets) => {
    const collector = startCollector()
    const start = (telemetry: object | null) => spawnServer('list-api.ts', { addresses, telemetry })
    const endpoint = collector.url
    const off = await start(null)
    const on = await start({ endpoint, ratio: defaultRatio })
    const all = await start({ endpoint, ratio: 1 })
    const scraping = setInterval(() => {
      for (const { meterPort } of [on, all])
        void fetch(`http://127.0.0.1:${meterPort}/metrics`).then((response) => response.text())
    }, scrapeEveryMs)
    try {
      const costs = await compare([off.port, on.port, all.port], targets)
      const [usual = 1, whole = 1] = costs
      say(`collector got ${collector.received().toLocaleString('en')} requests with spans`)
      say(`median of ${rounds} rounds: telemetry keeping ${defaultRatio * 100} % of traces costs`)
      say(`${percent(usual)} (promise: 10 %), keeping all of them ${percent(whole)}`)
      if (collector.received() === 0) throw new Error('The collector got no spans.')
      if (usual > allowed) throw new Error(`Telemetry costs ${percent(usual)} of the list.`)
      return { usual, whole }
    } finally {
      clearInterval(scraping)
      for (const one of [off, on, all]) one.stop()
      collector.stop()
    }
  })

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** What each of the others loses against the first, as a share of its requests. */
async function compare(ports: number[], targets: Target[]): Promise<number[]> {
  // A newly started server still compiles its code; the measurement needs a warm one.
  for (const port of ports) await loadList(port, targets, warmUpMs)
  const losses: number[][] = []
  for (let round = 0; round < rounds; round += 1) {
    // The order changes from round to round, because the machine's speed drifts.
    const order = ports.map((_, at) => (at + round) % ports.length)
    const rates: number[] = []
    for (const at of order) rates[at] = await loadList(ports[at] ?? 0, targets, roundMs)
    const [first = 1, ...others] = rates
    losses.push(others.map((rate) => 1 - rate / first))
  }
  return ports.slice(1).map((_, at) => median(losses.map((loss) => loss[at] ?? 0)))
}

/** Receives spans and discards them. */
function startCollector(): { url: string; received(): number; stop(): void } {
  let received = 0
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      await request.arrayBuffer()
      received += 1
      return Response.json({})
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}`,
    received: () => received,
    stop: () => void server.stop(true),
  }
}
