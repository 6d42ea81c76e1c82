import { type Accessor, createEffect, createResource, on, onCleanup } from 'solid-js'
import type { BackfillList } from '../../../../server/modules/analysis/contract.ts'
import { listBackfill } from '../../../api/backfill.ts'
import { onLive } from '../../../lib/live/live.ts'
import { settled } from '../../../lib/settled.ts'

/** Live events are faster; polling covers a lost connection. */
const pollMs = 3_000

/** The runs of a version beside the results that meetings show, kept up to date until all are finished. */
export function followRuns(scenarioId: string, version: Accessor<string>) {
  const [runs, { refetch }] = createResource(version, (name) => listBackfill(scenarioId, name))
  const entries = (): BackfillList['data'] => settled(runs)?.data ?? []
  onLive({
    runChanged: ({ runId }) => {
      if (entries().some(({ run }) => run.id === runId)) void refetch()
    },
    reset: () => void refetch(),
  })
  createEffect(
    on(
      () => entries().some(({ run }) => run.state === 'running'),
      (isAnyRunning) => {
        if (!isAnyRunning) return
        const timer = setInterval(() => void refetch(), pollMs)
        onCleanup(() => clearInterval(timer))
      },
    ),
  )
  return {
    entries,
    isLoaded: (): boolean => settled(runs) !== undefined,
    error: (): unknown => runs.error,
    refetch: async (): Promise<void> => {
      await refetch()
    },
  }
}

export type FollowedRuns = ReturnType<typeof followRuns>
