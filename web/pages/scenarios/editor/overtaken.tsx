import { useNavigate } from '@solidjs/router'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import type { Problem } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { useEditor } from './editor-context.ts'

const TheirChanges = lazy(() => import('./their-changes.tsx'))

/** Shown when somebody else saved, published or deleted the draft: nothing is saved until the author has chosen what to keep. */
export function Overtaken(): JSX.Element {
  const { draft } = useEditor()
  const navigate = useNavigate()
  const [busy, setBusy] = createSignal(false)
  const [failure, setFailure] = createSignal<Problem>()
  const [isComparing, setComparing] = createSignal(false)
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
  const words = (): string => {
    if (isGone()) return t('editor.gone')
    const when = draft.theirs()?.updatedAt
    return when
      ? t('editor.overtakenAt', { when: formatMoment(when, locale()) })
      : t('editor.overtaken')
  }
  return (
    <Show when={isGone() || draft.saving() === 'overtaken'}>
      <div class="form-notice overtaken" role="alert">
        <TriangleAlert />
        <div class="overtaken-body">
          <p>{words()}</p>
          <div class="overtaken-buttons">
            <Button
              size="small"
              look="primary"
              busy={busy()}
              onClick={() => void choose(isGone() ? draft.recreate : draft.takeTheirs)}
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
            <Show when={!isGone() && draft.theirs()}>
              <Button size="small" look="quiet" onClick={() => setComparing(true)}>
                {t('editor.differs')}
              </Button>
            </Show>
          </div>
          <Show when={failure()}>{(problem) => <Failure problem={problem()} />}</Show>
          <Suspense>
            <Show when={isComparing() && draft.theirs()}>
              {(theirs) => (
                <TheirChanges
                  theirs={theirs().files}
                  mine={draft.files()}
                  onClose={() => setComparing(false)}
                />
              )}
            </Show>
          </Suspense>
        </div>
      </div>
    </Show>
  )
}
