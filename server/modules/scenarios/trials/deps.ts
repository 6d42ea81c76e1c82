import type { LanguageModel } from '../../../../plugins/engine/index.ts'
import type { Services } from '../../../../db/services.ts'
import type { OwnModelDeps, ScenarioEngine } from '../../analysis/index.ts'
import type { Packs } from '../catalogue.ts'
import type { ScenarioDeps } from '../deps.ts'
import type { PackChecker } from '../ports.ts'

export interface TrialDeps extends ScenarioDeps, OwnModelDeps {
  /** Null for the built-in provider. */
  model: LanguageModel | null
}

export interface TryDeps extends Services, OwnModelDeps {
  engine: ScenarioEngine
  /** Creates the engine for an organisation's own model. */
  engineWith?: (model: LanguageModel) => ScenarioEngine
  model: LanguageModel | null
  /** The built-in provider, for whose output fixtures are written. */
  fixtureEngine: ScenarioEngine
  packs: Packs
  checker: PackChecker
}
