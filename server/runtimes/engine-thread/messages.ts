import type { RunInput, RunOutput, RunProgress, StepPlace } from '../../../plugins/engine/index.ts'

/** What a thread receives: packs to prepare, or a run. One run at a time. */
export type ToThread =
  | { kind: 'warm'; packs: RunInput['pack'][] }
  | { kind: 'run'; input: Pick<RunInput, 'pack' | 'segments' | 'meeting'> }

/** One completed window of a step; times are milliseconds since 1970. */
export interface StepTimes {
  place: StepPlace
  startedAtMs: number
  endedAtMs: number
  isFailed: boolean
}

/** What a thread sends during a run: any number of `progress` and `step`, then one of the others. */
export type FromThread =
  | { kind: 'progress'; progress: RunProgress }
  | { kind: 'step'; times: StepTimes }
  | { kind: 'done'; output: RunOutput }
  | { kind: 'failed'; error: unknown }
