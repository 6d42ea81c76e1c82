import type { RunInput, RunOutput } from '../../../plugins/engine/index.ts'

/** Runs scenarios where they do not hold up anything else. */
export interface ScenarioEngine {
  /**
   * Runs a scenario over a transcript with the provider that the engine was opened with. Rejects with the signal's
   * reason when it aborts, with EngineFailure when the run was stopped or lost, and with what the run itself threw.
   */
  run(input: EngineInput): Promise<RunOutput>
}

export type EngineInput = Omit<RunInput, 'provider'>

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
