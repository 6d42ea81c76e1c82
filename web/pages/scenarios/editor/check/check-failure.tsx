import { type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { useEditor } from '../editor-context.ts'

/** Why the draft could not be checked. A deleted draft and a lost connection are reported elsewhere. */
export function CheckFailure(): JSX.Element {
  const { draft } = useEditor()
  const isReportedElsewhere = (): boolean =>
    draft.saving() === 'gone' || (draft.isDirty() && draft.checkProblem()?.code === 'offline')
  return (
    <Show when={!isReportedElsewhere() && draft.checkProblem()}>
      {(problem) => (
        <div class="check-failure">
          <Failure
            problem={problem()}
            action={{
              label: t('action.retry'),
              busy: draft.isChecking(),
              run: () => void draft.recheck(),
            }}
          />
        </div>
      )}
    </Show>
  )
}
