import { major } from 'semver'
import type { TenantTx } from '../../../db/tenant.ts'
import type { LoadedPack } from '../../../plugins/engine/index.ts'
import { AppError } from '../../platform/errors.ts'
import { updateMeeting } from '../meetings/index.ts'
import type { AnalysisClaim } from './repo/claim.ts'
import type { AnalysisDeps } from './deps.ts'

type Packs = AnalysisDeps['packs']

/**
 * Chooses the version for a claimed meeting: its own, or the newest if its own can no longer run; the meeting then
 * keeps the newest. A run that a person started keeps its version. Decisions only move within one major version, which
 * has the same sections. Returns an outdated pack if there is no other.
 */
export async function versionToRun(
  packs: Packs,
  tx: TenantTx,
  claim: AnalysisClaim,
): Promise<{ claim: AnalysisClaim; pack: LoadedPack | undefined }> {
  const { id, version } = claim.scenario
  const pack = await packs.find(tx, id, version)
  if (!pack?.outdated || claim.runId) return { claim, pack }
  const newest = await findNewest(packs, tx, id)
  const fits = newest && (!claim.previousRunId || major(newest.version) === major(version))
  if (!fits) return { claim, pack }
  await updateMeeting(tx, claim.meetingId, { scenarioVersion: newest.version })
  return { claim: { ...claim, scenario: { id, version: newest.version } }, pack: newest.pack }
}

async function findNewest(packs: Packs, tx: TenantTx, id: string) {
  const pinned = await packs.pin(tx, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'scenario_outdated') return undefined
    throw error
  })
  const pack = pinned && (await packs.find(tx, id, pinned.version))
  return pack && !pack.outdated ? { version: pinned.version, pack } : undefined
}
