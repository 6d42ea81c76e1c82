import type { Claimant } from '../../platform/fair-gate.ts'
import type {
  Interaction,
  JudgedRun,
  ModelFault,
  RunInput,
  RunJudge,
  RunOutput,
  SentCall,
  StepPlace,
} from '../../../plugins/engine/index.ts'

/** Runs scenarios where they do not hold up anything else. */
export interface ScenarioEngine {
  /**
   * Runs a scenario over a transcript with the provider that the engine was opened with. Rejects with the signal's
   * reason when it aborts, with EngineFailure when the run was stopped or lost, and with what the run itself threw.
   */
  run(input: EngineInput): Promise<RunOutput>
}

export interface EngineInput extends Omit<RunInput, 'provider' | 'judge' | 'around'> {
  /** Whose run it is: tenants take turns where runs wait for a thread. */
  claimant?: Claimant
  /** Told of each call to a language model once it is over, also when the run fails later. */
  onInteraction?: (interaction: Interaction) => void
  /** Told of each call to a language model as soon as it is sent. */
  onSent?: (call: SentCall) => void
  /** Called before each call to the model. When it rejects, the run ends with that error. */
  beforeCall?: () => Promise<void>
  /** What earlier attempts at this run took of a language model; it counts towards the scenario's limits. */
  spentBefore?: { tokens: number; microUsd: number }
}

/** Judges what a run's provider gives where it can hold up nothing, tenants in turn. */
export interface RunJudges {
  /** The judge of one run. It rejects with EngineFailure `worker_lost` when its process ended by itself. */
  ofRun(claimant: Claimant, run: JudgedRun): RunJudge
}

/** A run of the installation itself. */
export const ownClaimant: Claimant = { tenantId: '' }

/** Where the bodies of calls to a model are kept; keys start with `tenants/<id>/meetings/<id>/`. */
export interface BodyStore {
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<unknown>
  get(key: string): Promise<Uint8Array>
}

/** Encrypts and decrypts with the tenant's own key; `place` must be the same both times. */
export interface Sealer {
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
}

/** Faults of a language model that pass by themselves: meetings wait for that. */
export const passingFaults: readonly string[] = [
  'model_rate_limited',
  'model_unavailable',
  'model_timeout',
  'model_cut',
  'model_garbage',
] satisfies ModelFault['code'][]

/** A run that did not come to an end: it took too long, which is final, or was lost, and is tried again. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure'
  readonly retryable: boolean
  constructor(
    readonly code: 'timeout' | 'worker_lost',
    message: string,
  ) {
    super(message)
    this.retryable = code === 'worker_lost'
  }
}

/** What a span of one window of a step says. */
export const stepAttributes = ({ step, window, windowCount }: StepPlace) => ({
  'aam.step': step,
  'aam.window': window,
  'aam.windows': windowCount,
})
