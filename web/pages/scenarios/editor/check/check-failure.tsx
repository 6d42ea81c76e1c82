import { type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { useEditor } from '../editor-context.ts'

/** Why nothing new is known of the draft; where it is gone altogether, that is said in another place. */
export function CheckFailure(): JSX.Element {
  const { draft } = useEditor()
  return (
    <Show when={draft.saving() !== 'gone' && draft.checkProblem()}>
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
