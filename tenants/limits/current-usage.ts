import type { TenantTx } from '../../db/tenant.ts'
import { type LimitName, periodOf } from './limit-list.ts'
import { readMinuteSeconds } from './minutes.ts'
import { countHeld, countMembers, countOwnScenarios, listUsage } from './repo.ts'
import { inUnitOf } from './usage-counts.ts'

/**
 * The current use of each limit by an organisation or one person, in the limit's unit. Omits limits that are counted
 * only in Redis, and for a person those that apply only to organisations.
 */
export async function readCurrentUsage(
  tx: TenantTx,
  userId: string | null,
): Promise<Partial<Record<LimitName, number>>> {
  const held = await countHeld(tx, userId)
  const periods = (['day', 'month'] as const).map((window) => periodOf(window, new Date()).period)
  const counted = await listUsage(tx, userId ?? tx.tenantId, periods)
  const used = (name: LimitName): number =>
    inUnitOf(name, counted.find((row) => row.name === name)?.used ?? 0)
  const minutes = inUnitOf('transcribedMinutesPerMonth', await readMinuteSeconds(tx, userId))
  return {
    ...held,
    mailsPerDay: used('mailsPerDay'),
    joiningMailsPerDay: used('joiningMailsPerDay'),
    runsPerDay: used('runsPerDay'),
    modelCentsPerMonth: used('modelCentsPerMonth'),
    transcribedMinutesPerMonth: minutes,
    ...(userId === null
      ? { members: await countMembers(tx), ownScenarios: await countOwnScenarios(tx) }
      : {}),
  }
}
