import type { TrialView } from '../../../../server/modules/scenarios/trials/contract.ts'

/** The trials of a draft; a backfill runs published versions and is none. */
export type TrialKind = 'dry-run' | 'regression'

/** The newest trial of each kind. */
export type KnownTrials = Partial<Record<TrialKind, TrialView>>

export const isOpen = (trial: TrialView | undefined): boolean =>
  trial?.state === 'queued' || trial?.state === 'running'

/** Somebody stopped it; nothing went wrong. */
export const isStopped = (trial: TrialView | undefined): boolean =>
  trial?.state === 'failed' && trial.reason === 'cancelled'

const isOfKind = (trial: TrialView): trial is TrialView & { kind: TrialKind } =>
  trial.kind !== 'backfill'

export const trialPut = (known: KnownTrials, trial: TrialView): KnownTrials =>
  isOfKind(trial) ? { ...known, [trial.kind]: trial } : known

/** What was started while the list was read is newer than the list, and stays. */
export const trialsLoaded = (known: KnownTrials, listed: readonly TrialView[]): KnownTrials =>
  listed.filter(isOfKind).reduce((trials, trial) => {
    const present = trials[trial.kind]
    return present && present.createdAt > trial.createdAt ? trials : trialPut(trials, trial)
  }, known)

/** An answer about a trial that another one has replaced changes nothing. */
export const trialRead = (known: KnownTrials, trial: TrialView): KnownTrials =>
  isOfKind(trial) && known[trial.kind]?.id === trial.id ? trialPut(known, trial) : known

export const trialGone = (known: KnownTrials, { kind }: TrialView): KnownTrials => ({
  ...known,
  [kind]: undefined,
})

export const openTrials = (known: KnownTrials): TrialView[] =>
  Object.values(known).filter((trial) => trial !== undefined && isOpen(trial))

export type TrialProgress = Pick<TrialView, 'state' | 'progress'>

/** What a live event asks for: progress is applied, an end is read, an unknown trial is listed. */
export function trialChanged(
  known: KnownTrials,
  trialId: string,
  { state, progress }: TrialProgress,
): { known: KnownTrials } | { read: TrialView } | 'list' | 'nothing' {
  const trial = Object.values(known).find((one) => one?.id === trialId)
  if (!trial) return 'list'
  if (!isOpen(trial)) return 'nothing'
  const next = { ...trial, state, progress }
  return isOpen(next) ? { known: trialPut(known, next) } : { read: trial }
}
