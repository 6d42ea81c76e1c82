import type { JSX } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import type { Draft } from '../editor/draft-store.ts'

/** What can be done with a draft as a whole: look at its changes, try it, publish it. */
export function DraftActions(props: { draft: Draft }): JSX.Element {
  return (
    <Button look="primary" onClick={() => void props.draft.save()}>
      {t('trials.publish')}
    </Button>
  )
}
