import type { LanguageModel } from '../../../plugins/engine/index.ts'
import type { Services } from '../../../db/services.ts'
import type { ItemJudge, Packs } from '../scenarios/index.ts'
import type { OwnModelDeps } from './own-model.ts'
import type { BodyStore, ScenarioEngine, Sealer } from './ports.ts'

export interface AnalysisDeps extends Services, OwnModelDeps {
  packs: Packs
  judge: ItemJudge
  files: BodyStore
  sealer: Sealer
}

export interface BackfillDeps extends AnalysisDeps {
  /** Null if the built-in provider fills the sections. */
  model: LanguageModel | null
}

/** Dependencies of the job. */
export interface AnalyseDeps extends AnalysisDeps {
  engine: ScenarioEngine
  /** Runs scenarios with an organisation's own model. */
  engineWith?: (model: LanguageModel) => ScenarioEngine
  /** Null if the built-in provider fills the sections. */
  model: LanguageModel | null
}
