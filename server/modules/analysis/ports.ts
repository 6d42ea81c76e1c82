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

/** Runs scenarios without blocking the caller's thread. */
export interface ScenarioEngine {
  /**
   * Runs a scenario over a transcript with the provider that the engine was opened with. Rejects with the signal's
   * reason on abort, with EngineFailure if the run was stopped or lost, and with any error that the run throws.
   */
  run(input: EngineInput): Promise<RunOutput>
}

export interface EngineInput extends Omit<RunInput, 'provider' | 'judge' | 'around'> {
  /** The tenant that the run is for: tenants take turns when runs wait for a thread. */
  claimant?: Claimant
  /** Called after each call to a language model, even if the run fails later. */
  onInteraction?: (interaction: Interaction) => void
  /** Called as soon as a call to a language model is sent. */
  onSent?: (call: SentCall) => void
  /** Called before each call to the model. When it rejects, the run ends with that error. */
  beforeCall?: () => Promise<void>
  /** Model usage of earlier attempts at this run; it counts towards the scenario's limits. */
  spentBefore?: { tokens: number; microUsd: number }
}

/** Judges the output of a run's provider without blocking the caller's thread; tenants take turns. */
export interface RunJudges {
  /** The judge of one run. It rejects with EngineFailure `worker_lost` if its process died. */
  ofRun(claimant: Claimant, run: JudgedRun): RunJudge
}

/** A run of the installation itself. */
export const ownClaimant: Claimant = { tenantId: '' }

/** Stores the bodies of calls to a model; keys start with `tenants/<id>/meetings/<id>/`. */
export interface BodyStore {
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<unknown>
  get(key: string): Promise<Uint8Array>
}

/** Encrypts and decrypts with the tenant's key; `place` must be the same for both. */
export interface Sealer {
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
}

/** Transient faults of a language model: meetings wait until they pass. */
export const transientFaults: readonly string[] = [
  'model_rate_limited',
  'model_unavailable',
  'model_timeout',
  'model_cut',
  'model_garbage',
] satisfies ModelFault['code'][]

/** A run that did not finish. A run that exceeded its time limit is final; a lost run is retried. */
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

/** Span attributes of one window of a step. */
export const stepAttributes = ({ step, window, windowCount }: StepPlace) => ({
  'aam.step': step,
  'aam.window': window,
  'aam.windows': windowCount,
})
