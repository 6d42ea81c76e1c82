import { createRoot, createSignal, onCleanup } from 'solid-js'
import type {
  StartRegression,
  TrialView,
} from '../../../../server/modules/scenarios/trials/contract.ts'
import { cancelTrial, startDryRun, startRegression } from '../../../api/trials.ts'
import { problemOf } from '../../../lib/problem.ts'
import { type Cost, readCost } from '../cost/cost.ts'
import type { Draft } from '../editor/draft-store.ts'
import { createTrialFeed } from './trial-feed.ts'

export type DryRunStart = 'started' | 'unsaved' | 'priced'

/** Trials of a draft: what is known of them, and the ways to start and stop one. */
function createTrials(draft: Draft) {
  const feed = createTrialFeed(draft.id)
  const contents = createTriedContents(draft)
  const [isChoosing, setChoosing] = createSignal(false)
  /** The price that the server stated for a dry run; it is confirmed in the dialog that chooses a meeting. */
  const [dryRunCost, setDryRunCost] = createSignal<{ meetingId: string; cost: Cost }>()
  const [isPublishing, setPublishing] = createSignal(false)

  /** Saves the draft first, so that what is tried is what is on the page. Throws RequestFailed. */
  const start = async (request: () => Promise<TrialView>): Promise<boolean> => {
    if (!(await draft.save())) return false
    feed.put(await request())
    draft.showSide('trial')
    return true
  }
  /** Where it costs money, nothing is started before the price was confirmed. */
  const tryOn = async (meetingId: string): Promise<DryRunStart> => {
    const confirmCost = dryRunCost()?.meetingId === meetingId
    try {
      const isStarted = await start(() => startDryRun(draft.id, { meetingId, confirmCost }))
      setDryRunCost()
      return isStarted ? 'started' : 'unsaved'
    } catch (error) {
      const cost = readCost(problemOf(error))
      if (!cost) throw error
      setDryRunCost({ meetingId, cost })
      return 'priced'
    }
  }

  return {
    draft,
    dryRun: (): TrialView | undefined => feed.trials()['dry-run'],
    regression: (): TrialView | undefined => feed.trials().regression,
    isOfDraft: contents.isOfDraft,
    isOfContent: contents.isOfContent,
    /** Makes and saves a change that does not outdate the dry run. */
    keepingDryRun: (change: () => void): Promise<void> =>
      contents.keepValid(feed.trials()['dry-run'], change),
    goldens: feed.goldens,
    isLoaded: feed.isLoaded,
    problem: feed.problem,
    load: feed.load,
    startDryRun: tryOn,
    dryRunCost,
    /** Stops a trial that nobody needs any more. Throws RequestFailed. */
    stop: async ({ id }: TrialView): Promise<void> => feed.put(await cancelTrial(draft.id, id)),
    startRegression: (body: StartRegression = {}): Promise<boolean> =>
      start(() => startRegression(draft.id, body)),
    isChoosing,
    setChoosing: (isWanted: boolean): void => {
      setChoosing(isWanted)
      if (!isWanted) setDryRunCost()
    },
    isPublishing,
    setPublishing,
  }
}

/** Which trials are about what is on the page now. */
function createTriedContents(draft: Draft) {
  /** Drafts that a trial is valid for besides the one that it tried, as `trial digest`. */
  const [alsoValid, setAlsoValid] = createSignal<ReadonlySet<string>>(new Set())
  const pair = ({ id }: TrialView): string => `${id} ${draft.draft()?.digest}`
  const isOfDraft = (trial: TrialView | undefined): boolean =>
    trial !== undefined && !draft.isDirty() && trial.digest === draft.draft()?.digest
  return {
    /** Whether it tried exactly what is on the page. */
    isOfDraft,
    /** Whether it would find the same in what is on the page. */
    isOfContent: (trial: TrialView): boolean =>
      isOfDraft(trial) || (!draft.isDirty() && alsoValid().has(pair(trial))),
    keepValid: async (trial: TrialView | undefined, change: () => void): Promise<void> => {
      const wasValid = isOfDraft(trial)
      change()
      if (!(await draft.save()) || !trial || !wasValid) return
      setAlsoValid((known) => new Set([...known, pair(trial)]))
    },
  }
}

export type Trials = ReturnType<typeof createTrials>

const shared = new WeakMap<Draft, { trials: Trials; users: number; dispose: () => void }>()

/** One store for every part of a draft's page; it is disposed with the last of them. */
export function useTrials(draft: Draft): Trials {
  const known =
    shared.get(draft) ??
    createRoot((dispose) => ({ trials: createTrials(draft), users: 0, dispose }))
  shared.set(draft, known)
  known.users += 1
  onCleanup(() => {
    known.users -= 1
    if (known.users > 0) return
    known.dispose()
    shared.delete(draft)
  })
  return known.trials
}
