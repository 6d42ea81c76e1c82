import { t } from '../../../i18n/index.ts'
import { ownProblem, type Problem } from '../../../lib/problem.ts'
import type { Draft } from '../editor/draft-store.ts'

/** Why nothing was started: the draft could not be saved first. */
export const notSaved = (draft: Draft): Problem =>
  draft.problem() ?? ownProblem('not_saved', 0, t('trials.notSaved'))
