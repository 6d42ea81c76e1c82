import type { RunInput, RunOutput, RunProgress } from '../../../plugins/engine/index.ts'

/** What a thread is sent: packs to get ready for, or a run. One run at a time. */
export type ToThread =
  | { kind: 'warm'; packs: RunInput['pack'][] }
  | { kind: 'run'; input: Pick<RunInput, 'pack' | 'segments' | 'meeting'> }

/** What a thread answers to a run: any number of `progress`, then one of the others. */
export type FromThread =
  | { kind: 'progress'; progress: RunProgress }
  | { kind: 'done'; output: RunOutput }
  | { kind: 'failed'; error: unknown }
