import type { AuthoringMessages } from '../../en/index.ts'
import { editor } from './editor.ts'
import { scenarios } from './scenarios.ts'
import { trials } from './trials.ts'

export const authoring: AuthoringMessages = {
  ...scenarios,
  ...editor,
  ...trials,
}
