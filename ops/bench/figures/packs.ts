import { createPackCache, loadPack, type PackFiles } from '../../../plugins/engine/index.ts'
import { openJudge } from '../../../server/runtimes/judge/index.ts'
import { hostilePack, hostileSchemas } from '../../../server/runtimes/judge/test/hostile-packs.ts'
import { readBuiltInPacks } from '../../../server/modules/scenarios/index.ts'
import { openInstallation, stopSharedServices } from '../../test/installation.ts'
import type { Say } from './bench-options.ts'

const tenantCount = 1_000
const tickMs = 5
const rounds = 3
const self = { tenantId: 'bench' }

/**
 * Checks hostile packs in the process that serves the API and compares its event loop with an idle control in the same
 * run; then sends a thousand tenants' own packs through the cache.
 */
export async function benchPacks(say: Say): Promise<Record<string, unknown>> {
  const memory = await loadThousand()
  say(
    `${tenantCount} distinct packs through the cache: RSS +${memory.growthMb} MB, ${memory.kept} kept (promise: < 200 MB)`,
  )
  const installation = await openInstallation({ worker: false })
  try {
    return { memory, ...(await checkHostile(say)) }
  } finally {
    await installation.close()
    await stopSharedServices()
  }
}

async function checkHostile(say: Say): Promise<Record<string, unknown>> {
  const figures = { slowestMs: 0, peakMb: 0, refused: 0, accepted: [] as string[], stopped: 0 }
  const checker = openJudge({
    observe({ elapsedMs, peakBytes, result }) {
      figures.slowestMs = Math.max(figures.slowestMs, Math.round(elapsedMs))
      figures.peakMb = Math.max(figures.peakMb, Math.round(peakBytes / 1e6))
      if (result.problems.some(({ code }) => code.startsWith('check-'))) figures.stopped++
    },
  })
  try {
    // Warm up the process, as in a running server.
    await checker.check(self, {})
    const startedAt = performance.now()
    const busy = await watchLoop(async () => {
      for (let round = 0; round < rounds; round++) {
        for (const [name, schema] of Object.entries(hostileSchemas)) {
          const { ok } = await checker.check(self, hostilePack(schema))
          if (ok) figures.accepted.push(name)
          else figures.refused++
        }
      }
    })
    const tookMs = performance.now() - startedAt
    const idle = await watchLoop(() => Bun.sleep(tookMs))
    say(
      `${figures.refused} hostile packs refused, ${figures.accepted.length} accepted, ${figures.stopped} stopped; slowest ${figures.slowestMs} ms (promise: 2,000), checker at most ${figures.peakMb} MB (promise: 256)`,
    )
    say(
      `event loop of the API: longest stall ${busy.longestMs} ms, p99 ${busy.p99Ms} ms; idle control: longest ${idle.longestMs} ms, p99 ${idle.p99Ms} ms (promise: at most ${idle.p99Ms + 50} ms)`,
    )
    return { ...figures, busy, idle }
  } finally {
    checker.stop()
  }
}

/** How late the event loop was during `work`. */
async function watchLoop(work: () => Promise<void>) {
  const latenessMs: number[] = []
  const over = new AbortController()
  const watch = async () => {
    while (!over.signal.aborted) {
      const dueMs = performance.now() + tickMs
      await Bun.sleep(tickMs)
      latenessMs.push(performance.now() - dueMs)
    }
  }
  const watching = watch()
  await work()
  over.abort()
  await watching
  const sorted = latenessMs.toSorted((a, b) => a - b)
  return {
    p99Ms: Math.round(sorted[Math.floor(sorted.length * 0.99)] ?? 0),
    longestMs: Math.round(sorted.at(-1) ?? 0),
  }
}

async function loadThousand() {
  const [pack] = await readBuiltInPacks()
  if (!pack) throw new Error('No pack ships.')
  const own = (tenant: number): PackFiles => ({
    ...pack.files,
    'prompts/system.md': `${pack.files['prompts/system.md']}\nOrganisation ${tenant}.\n`,
  })
  const cache = createPackCache()
  loadPack(own(-1))
  const beforeMb = residentMb()
  for (let tenant = 0; tenant < tenantCount; tenant++) {
    const loaded = loadPack(own(tenant))
    await cache.get(loaded.hash, () => loaded)
  }
  return { growthMb: residentMb() - beforeMb, kept: cache.size }
}

function residentMb(): number {
  Bun.gc(true)
  return Math.round(process.memoryUsage.rss() / 1e6)
}
