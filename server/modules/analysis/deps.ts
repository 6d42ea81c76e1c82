import type { SectionProvider } from '../../../plugins/engine/index.ts'
import type { Services } from '../../platform/services.ts'
import type { Packs } from '../scenarios/index.ts'
import type { ScenarioEngine } from './ports.ts'

export interface AnalysisDeps extends Services {
  packs: Packs
  /** What fills the sections: the built-in extractive provider or a language model. */
  provider: SectionProvider
}

/** What the job has besides. */
export interface AnalyseDeps extends AnalysisDeps {
  engine: ScenarioEngine
}
