import type { AuthoringMessages } from '../../en/index.ts'
import { changes } from './changes.ts'
import { editor } from './editor.ts'
import { newScenario } from './new-scenario.ts'
import { pastRuns } from './past-runs.ts'
import { scenarios } from './scenarios.ts'
import { trials } from './trials.ts'

export const authoring: AuthoringMessages = {
  ...scenarios,
  ...newScenario,
  ...changes,
  ...pastRuns,
  ...editor,
  ...trials,
}
