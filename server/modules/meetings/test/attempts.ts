import { withTenant } from '../../../../db/tenant.ts'
import { eventually } from '../../../../ops/test/installation.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { createLog } from '../../../platform/log.ts'
import { claimAnalysis } from '../../analysis/repo/claim.ts'
import type { ScenarioEngine } from '../../analysis/index.ts'
import { claimIngest } from '../../media/ingest/repo.ts'
import { claimTranscription } from '../../transcription/speech/repo/claim.ts'
import type { WalkEnvironment } from './walk-environment.ts'

export interface Held {
  done: Promise<unknown>
  release(): void
}

export function jobCtxOf(env: WalkEnvironment, isFinalAttempt = false): JobCtx {
  return {
    ...systemCtx(env.tenantId, 'test', newId()),
    jobId: newId(),
    held: {},
    queuedAt: new Date(),
    attempt: 1,
    isFinalAttempt,
    signal: new AbortController().signal,
    log: createLog('silent'),
  }
}

export function depsOf(
  env: WalkEnvironment,
  speech: WalkEnvironment['speech'] | null,
  engine?: ScenarioEngine,
) {
  const { services } = env.installation
  return {
    ...services,
    ...(engine ? { engine } : {}),
    speech,
    speechLanguage: 'meeting' as const,
    mediaTools: null,
  }
}

export async function claimOnly(env: WalkEnvironment, id: string, stage: string): Promise<string> {
  const { db } = env.installation.services
  const claim = await withTenant(db, jobCtxOf(env), async (tx) => {
    if (stage === 'ingest') return claimIngest(tx, id)
    if (stage === 'transcribe') return claimTranscription(tx, id)
    return claimAnalysis(tx, id, null, new Date())
  })
  return claim ? 'killed' : 'nothing to claim'
}

/** Starts an attempt that holds its claim and writes nothing until `release`. */
export async function hold(env: WalkEnvironment, id: string, stage: string): Promise<Held> {
  const { standIn } = env
  const callsBefore = standIn.calls.length
  const go = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const { engine } = env.installation.services
  const slow: ScenarioEngine = {
    run: async (input) => {
      reached.resolve()
      await go.promise
      return engine.run(input)
    },
  }
  if (stage === 'transcribe') standIn.fail('slow')
  const deps = depsOf(env, env.speech, slow)
  const ctx = jobCtxOf(env)
  const done = Promise.resolve(env.jobs[stage]?.handle(deps, ctx, { meetingId: id })).catch(
    () => undefined,
  )
  if (stage === 'transcribe') {
    await Promise.race([
      done,
      eventually(async () => standIn.calls.length > callsBefore && standIn.calls.at(-1)?.media),
    ])
  } else await Promise.race([done, reached.promise])
  standIn.fail()
  return {
    done,
    release: () => {
      go.resolve()
      standIn.release()
    },
  }
}

export async function countRuns(env: WalkEnvironment, id: string): Promise<number> {
  const rows = await env.installation.admin`
    select 1 from runs where meeting_id = ${id}`
  return rows.length
}
