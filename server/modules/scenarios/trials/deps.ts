import type { LanguageModel } from '../../../../plugins/engine/index.ts'
import type { Services } from '../../../platform/services.ts'
import type { ScenarioEngine } from '../../analysis/index.ts'
import type { Packs } from '../catalogue.ts'
import type { ScenarioDeps } from '../deps.ts'
import type { PackChecker } from '../ports.ts'

export interface TrialDeps extends ScenarioDeps {
  /** What fills the sections: the built-in extractive provider or a language model. */
  provider: { name: string }
  /** Null where the built-in provider fills them. */
  model: LanguageModel | null
}

/** What the job has. */
export interface TryDeps extends Services {
  engine: ScenarioEngine
  model: LanguageModel | null
  /** The built-in provider, whatever the installation works with: fixtures say what it must show. */
  fixtureEngine: ScenarioEngine
  packs: Packs
  checker: PackChecker
  provider: { name: string }
}
