import { createEffect, createSignal, on, onCleanup } from 'solid-js'
import type { TrialView } from '../../../../server/modules/scenarios/trials/contract.ts'
import type { GoldenView } from '../../../../server/modules/scenarios/goldens/contract.ts'
import { listGoldens } from '../../../api/goldens.ts'
import { listTrials, readTrial } from '../../../api/trials.ts'
import { onLive } from '../../../lib/live/live.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import {
  type KnownTrials,
  openTrials,
  trialChanged,
  trialGone,
  trialPut,
  trialRead,
  trialsLoaded,
} from './trials-state.ts'

/** Live events are faster; polling covers a lost connection. */
const pollMs = 3_000

/** The newest trials of a scenario's draft and its goldens, kept up to date. */
export function createTrialFeed(scenarioId: string) {
  const [trials, setTrials] = createSignal<KnownTrials>({})
  const [goldens, setGoldens] = createSignal<GoldenView[]>([])
  const [problem, setProblem] = createSignal<Problem>()
  const [isLoaded, setLoaded] = createSignal(false)

  const load = async (): Promise<void> => {
    try {
      const [listed, found] = await Promise.all([listTrials(scenarioId), listGoldens(scenarioId)])
      setGoldens(found.data)
      setTrials((known) => trialsLoaded(known, listed.data))
      setProblem()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setLoaded(true)
    }
  }
  const read = async (trial: TrialView): Promise<void> => {
    try {
      const found = await readTrial(scenarioId, trial.id)
      setTrials((known) => trialRead(known, found))
    } catch (error) {
      // Other failures may pass: the next poll asks again.
      if (problemOf(error).status === 404) setTrials((known) => trialGone(known, trial))
    }
  }

  onLive({
    trialChanged: (change) => {
      if (change.scenarioId !== scenarioId) return
      const outcome = trialChanged(trials(), change.trialId, change)
      if (outcome === 'list') void load()
      else if (outcome === 'nothing') return
      else if ('read' in outcome) void read(outcome.read)
      else setTrials(outcome.known)
    },
    reset: () => void load(),
  })
  createEffect(
    on(
      () => openTrials(trials()).length > 0,
      (isAnyOpen) => {
        if (!isAnyOpen) return
        const timer = setInterval(() => {
          for (const trial of openTrials(trials())) void read(trial)
        }, pollMs)
        onCleanup(() => clearInterval(timer))
      },
    ),
  )
  void load()
  return {
    trials,
    goldens,
    problem,
    isLoaded,
    load,
    put: (trial: TrialView): void => void setTrials((known) => trialPut(known, trial)),
  }
}
