import { createEffect, createRoot, createSignal, on, onCleanup } from 'solid-js'
import type {
  StartRegression,
  TrialView,
} from '../../../../server/modules/scenarios/trials/contract.ts'
import type { GoldenView } from '../../../../server/modules/scenarios/goldens/contract.ts'
import { listGoldens } from '../../../api/goldens.ts'
import {
  cancelTrial,
  listTrials,
  readTrial,
  startDryRun as requestDryRun,
  startRegression,
} from '../../../api/trials.ts'
import { onLive } from '../../../lib/live/live.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { type Cost, readCost } from '../cost/cost.ts'
import type { Draft } from '../editor/draft-store.ts'

type Kind = 'dry-run' | 'regression'

/** Live events tell it sooner; this is for when none arrive. */
const pollMs = 3_000

export const isOpen = (trial: TrialView | undefined): boolean =>
  trial?.state === 'queued' || trial?.state === 'running'

/** Somebody stopped it; nothing went wrong. */
export const isStopped = (trial: TrialView | undefined): boolean =>
  trial?.state === 'failed' && trial.reason === 'cancelled'

/** The newest dry run and regression of a draft, followed while they are on their way. */
function createTrials(draft: Draft) {
  const [trials, setTrials] = createSignal<Partial<Record<Kind, TrialView>>>({})
  const [goldens, setGoldens] = createSignal<GoldenView[]>([])
  const [problem, setProblem] = createSignal<Problem>()
  /** Drafts that a dry run is as good for as for the one that it tried. */
  const [sameDigests, setSameDigests] = createSignal<ReadonlySet<string>>(new Set())
  const [isLoaded, setLoaded] = createSignal(false)
  const [isChoosing, setChoosing] = createSignal(false)
  /** What a dry run would cost, once the server has told; it is asked in the dialog that chooses a meeting. */
  const [dryRunCost, setDryRunCost] = createSignal<{ meetingId: string; cost: Cost }>()
  const [isPublishing, setPublishing] = createSignal(false)

  const put = (trial: TrialView): void => {
    if (trial.kind === 'backfill') return
    setTrials((known) => ({ ...known, [trial.kind]: trial }))
  }
  const load = async (): Promise<void> => {
    try {
      const [{ data }, measures] = await Promise.all([listTrials(draft.id), listGoldens(draft.id)])
      setGoldens(measures.data)
      for (const trial of data) {
        const known = trials()[trial.kind as Kind]
        if (!known || known.createdAt <= trial.createdAt) put(trial)
      }
      setProblem()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setLoaded(true)
    }
  }
  const read = async ({ id, kind }: TrialView): Promise<void> => {
    try {
      const trial = await readTrial(draft.id, id)
      if (trials()[kind as Kind]?.id === id) put(trial)
    } catch (error) {
      const found = problemOf(error)
      // The next poll may reach the server; a trial that is gone will not come back.
      if (found.status === 404) setTrials((known) => ({ ...known, [kind]: undefined }))
    }
  }
  const all = (): TrialView[] => Object.values(trials()).filter((trial) => trial !== undefined)
  const readOpen = (): void => {
    for (const trial of all().filter(isOpen)) void read(trial)
  }

  onLive({
    trialChanged: ({ trialId, scenarioId, state, progress }) => {
      if (scenarioId !== draft.id) return
      const known = all().find(({ id }) => id === trialId)
      if (!known) void load()
      else if (isOpen(known) && (state === 'queued' || state === 'running')) {
        put({ ...known, state, progress })
      } else if (isOpen(known)) void read(known)
    },
    reset: () => void load(),
  })
  createEffect(
    on(
      () => all().some(isOpen),
      (isAnyOpen) => {
        if (!isAnyOpen) return
        const timer = setInterval(readOpen, pollMs)
        onCleanup(() => clearInterval(timer))
      },
    ),
  )
  void load()

  /** Keeps the draft first: what is tried is what is on the page. Throws RequestFailed. */
  const start = async (request: () => Promise<TrialView>): Promise<boolean> => {
    if (!(await draft.save())) return false
    put(await request())
    // What comes of it stands in the pane beside the form.
    draft.showSide('trial')
    return true
  }
  /** Where it costs money nothing is started before the price was seen. */
  const startDryRun = async (meetingId: string): Promise<'started' | 'unsaved' | 'asked'> => {
    const confirmCost = dryRunCost()?.meetingId === meetingId
    try {
      const isStarted = await start(() => requestDryRun(draft.id, { meetingId, confirmCost }))
      setDryRunCost()
      return isStarted ? 'started' : 'unsaved'
    } catch (error) {
      const cost = readCost(problemOf(error))
      if (!cost) throw error
      setDryRunCost({ meetingId, cost })
      return 'asked'
    }
  }
  /** Nobody waits for it any more: no model is asked for it. Throws RequestFailed. */
  const stop = async ({ id }: TrialView): Promise<void> => {
    put(await cancelTrial(draft.id, id))
  }
  /** Whether it tried exactly what is on the page now. */
  const isOfDraft = (trial: TrialView | undefined): boolean =>
    trial !== undefined && !draft.isDirty() && trial.digest === draft.draft()?.digest

  return {
    draft,
    dryRun: (): TrialView | undefined => trials()['dry-run'],
    regression: (): TrialView | undefined => trials().regression,
    isOfDraft,
    /** Whether what it found is what the draft finds now. */
    isOfContent: (trial: TrialView): boolean =>
      isOfDraft(trial) ||
      (!draft.isDirty() && sameDigests().has(`${trial.id} ${draft.draft()?.digest}`)),
    /** Saves a change after which the dry run stands as it stood. */
    keepingDryRun: async (change: () => void): Promise<void> => {
      const trial = trials()['dry-run']
      const stood = trial !== undefined && isOfDraft(trial)
      change()
      if (!(await draft.save()) || !stood) return
      setSameDigests((known) => new Set([...known, `${trial.id} ${draft.draft()?.digest}`]))
    },
    /** Accepted meetings that the draft is measured by. */
    goldens,
    isLoaded,
    problem,
    load,
    startDryRun,
    dryRunCost,
    stop,
    startRegression: (body: StartRegression = {}) => start(() => startRegression(draft.id, body)),
    isChoosing,
    setChoosing: (isWanted: boolean): void => {
      setChoosing(isWanted)
      if (!isWanted) setDryRunCost()
    },
    isPublishing,
    setPublishing,
  }
}

export type Trials = ReturnType<typeof createTrials>

const kept = new WeakMap<Draft, { trials: Trials; users: number; dispose: () => void }>()

/** The same for every part of the page that the draft is on; gone with the last of them. */
export function useTrials(draft: Draft): Trials {
  const known =
    kept.get(draft) ?? createRoot((dispose) => ({ trials: createTrials(draft), users: 0, dispose }))
  kept.set(draft, known)
  known.users += 1
  onCleanup(() => {
    known.users -= 1
    if (known.users > 0) return
    known.dispose()
    kept.delete(draft)
  })
  return known.trials
}
