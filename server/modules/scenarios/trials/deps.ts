import type { Services } from '../../../platform/services.ts'
import type { ScenarioEngine } from '../../analysis/index.ts'
import type { Packs } from '../catalogue.ts'
import type { ScenarioDeps } from '../deps.ts'

export interface TrialDeps extends ScenarioDeps {
  /** What fills the sections: the built-in extractive provider or a language model. */
  provider: { name: string }
}

/** What the job has. */
export interface TryDeps extends Services {
  engine: ScenarioEngine
  packs: Packs
  provider: { name: string }
}
