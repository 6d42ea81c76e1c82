import type { LanguageModel } from '../../../../plugins/engine/index.ts'
import type { Services } from '../../../../db/services.ts'
import type { OwnModelDeps, ScenarioEngine } from '../../analysis/index.ts'
import type { Packs } from '../catalogue.ts'
import type { ScenarioDeps } from '../deps.ts'
import type { PackChecker } from '../ports.ts'

export interface TrialDeps extends ScenarioDeps, OwnModelDeps {
  /** Null where the built-in provider fills them. */
  model: LanguageModel | null
}

/** What the job has. */
export interface TryDeps extends Services, OwnModelDeps {
  engine: ScenarioEngine
  /** What runs scenarios with a model of an organisation. */
  engineWith?: (model: LanguageModel) => ScenarioEngine
  model: LanguageModel | null
  /** The built-in provider, whatever the installation works with: fixtures say what it must show. */
  fixtureEngine: ScenarioEngine
  packs: Packs
  checker: PackChecker
}
