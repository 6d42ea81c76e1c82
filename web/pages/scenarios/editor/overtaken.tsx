import { useNavigate } from '@solidjs/router'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { createSignal, type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import type { Problem } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { useEditor } from './editor-context.ts'

/** Somebody else saved a newer draft, or ended it: nothing is saved until it is chosen what becomes of this page's one. */
export function Overtaken(): JSX.Element {
  const { draft } = useEditor()
  const navigate = useNavigate()
  const [busy, setBusy] = createSignal(false)
  const [failure, setFailure] = createSignal<Problem>()
  const choose = async (act: () => Promise<Problem | undefined>): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setFailure()
    setFailure(await act())
    setBusy(false)
  }
  const leave = (): void => {
    draft.dropMine()
    navigate(`/scenarios/${encodeURIComponent(draft.id)}`)
  }
  const isGone = (): boolean => draft.saving() === 'gone'
  return (
    <Show when={isGone() || draft.saving() === 'overtaken'}>
      <div class="form-notice overtaken" role="alert">
        <TriangleAlert />
        <div class="overtaken-body">
          <p>{t(isGone() ? 'editor.gone' : 'editor.overtaken')}</p>
          <div class="overtaken-buttons">
            <Button
              size="small"
              look="primary"
              busy={busy()}
              onClick={() => void choose(isGone() ? draft.beginAgain : draft.takeTheirs)}
            >
              {t(isGone() ? 'editor.beginAgain' : 'editor.takeTheirs')}
            </Button>
            <Button
              size="small"
              busy={busy()}
              onClick={() => (isGone() ? leave() : void choose(draft.keepMine))}
            >
              {t(isGone() ? 'editor.dropMine' : 'editor.keepMine')}
            </Button>
          </div>
          <Show when={failure()}>{(problem) => <Failure problem={problem()} />}</Show>
        </div>
      </div>
    </Show>
  )
}
