import { openNetworkPath } from '../../test/black-hole.ts'
import { type FreezablePart, freezeService } from '../../test/freeze.ts'
import { openInstallation, sharedServices, stopSharedServices } from '../../test/installation.ts'
import { type Disturbed, disturbOnce, formatDisturbed, openDisturbed } from './disturb.ts'
import { benchLongFreeze } from './long-freeze.ts'
import type { Say } from './bench-options.ts'

/** A freeze can hit connections that are still awaited, given up, or being reopened. */
const frozenMs = [2_500, 4_000, 5_500, 8_000, 9_300]
const swallowedMs = [3_000, 6_000]

const cases: FreezablePart[][] = [
  ['database'],
  ['redis'],
  ['storage'],
  ['database', 'redis'],
  ['database', 'redis', 'storage'],
]

/**
 * Freezes each service of an installation, and several at once, for a few seconds under load. Measures the longest
 * response, the longest liveness check, and the time from the thaw until everything responds again. Then freezes all
 * of them for a minute, and each behind a network that drops its packets.
 */
export async function benchFrozen(say: Say): Promise<Record<string, unknown>> {
  try {
    return {
      ...(await benchFreezes(say)),
      minute: await benchLongFreeze(say),
      swallowed: await benchSwallowed(say),
    }
  } finally {
    await stopSharedServices()
  }
}

async function benchFreezes(say: Say): Promise<Record<string, unknown>> {
  const { home } = await sharedServices()
  const installation = await openInstallation({ concurrency: 2 })
  try {
    const tokens = await openDisturbed(installation)
    const results: Record<string, Disturbed[]> = {}
    for (const parts of cases) {
      const rounds: Disturbed[] = []
      const freeze = () => {
        const thaws = parts.map((part) => freezeService(home, part))
        return () => thaws.forEach((thaw) => thaw())
      }
      for (const ms of frozenMs) rounds.push(await disturbOnce(installation, tokens, ms, freeze))
      results[parts.join('+')] = rounds
      say(formatDisturbed(`${parts.join(', ')} frozen`, rounds))
    }
    return results
  } finally {
    await installation.close()
  }
}

async function benchSwallowed(say: Say): Promise<Record<string, unknown>> {
  const { databaseUrl, redisUrl, s3 } = await sharedServices()
  const open = (url: string) => {
    const { hostname, port } = new URL(url)
    return openNetworkPath({ host: hostname, port: Number(port) })
  }
  const paths = {
    database: await open(databaseUrl),
    redis: await open(redisUrl),
    storage: await open(s3.endpoint),
  }
  const ports = {
    database: paths.database.port,
    redis: paths.redis.port,
    storage: paths.storage.port,
  }
  const installation = await openInstallation({ concurrency: 2, ports })
  try {
    const tokens = await openDisturbed(installation)
    const results: Record<string, Disturbed[]> = {}
    for (const parts of cases) {
      const rounds: Disturbed[] = []
      const swallow = () => {
        for (const part of parts) paths[part].swallow()
        return () => parts.forEach((part) => paths[part].restore())
      }
      for (const ms of swallowedMs)
        rounds.push(await disturbOnce(installation, tokens, ms, swallow))
      results[parts.join('+')] = rounds
      say(formatDisturbed(`packets to ${parts.join(', ')} swallowed`, rounds))
    }
    return results
  } finally {
    await installation.close()
    for (const path of Object.values(paths)) path.close()
  }
}
