import { editor } from './editor.ts'
import { scenarios } from './scenarios.ts'
import { trials } from './trials.ts'

/** What only the pages about scenarios need. */
export const authoring = {
  ...scenarios,
  ...editor,
  ...trials,
}
