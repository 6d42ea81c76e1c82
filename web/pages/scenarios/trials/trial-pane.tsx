import type { JSX } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import type { Draft } from '../editor/draft-store.ts'

/** What came of trying the draft, and what still stands before publishing. */
export function TrialPane(props: { draft: Draft }): JSX.Element {
  return (
    <h2>
      {t('trials.dryRun')}: {props.draft.id}
    </h2>
  )
}
