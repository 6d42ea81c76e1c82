import type { LanguageModel } from '../../../plugins/engine/index.ts'
import type { Services } from '../../platform/services.ts'
import type { ItemJudge, Packs } from '../scenarios/index.ts'
import type { BodyStore, ScenarioEngine, Sealer } from './ports.ts'

export interface AnalysisDeps extends Services {
  packs: Packs
  judge: ItemJudge
  /** What fills the sections: the built-in extractive provider or a language model. */
  provider: { name: string }
  files: BodyStore
  sealer: Sealer
}

export interface BackfillDeps extends AnalysisDeps {
  /** Null where the built-in provider fills the sections. */
  model: LanguageModel | null
}

/** What the job has besides. */
export interface AnalyseDeps extends AnalysisDeps {
  engine: ScenarioEngine
  /** Null where the built-in provider fills the sections. */
  model: LanguageModel | null
}
