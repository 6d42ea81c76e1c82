import { createSignal, type JSX, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { Button } from '../../ui/control/button.tsx'
import { createKeptForm } from '../../ui/control/kept-form.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { Dialog } from '../../ui/overlay/dialog.tsx'

/** The frame of a form that adds or changes one entry. */
export function EntryDialog(props: {
  title: string
  /** Where what is typed is kept until it is saved. */
  keepAt: string
  isComplete: () => boolean
  save: () => Promise<void>
  onClose: () => void
  children: (tried: () => boolean) => JSX.Element
}): JSX.Element {
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const kept = createKeptForm(props.keepAt)
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!props.isComplete()) return
    setBusy(true)
    setProblem()
    try {
      await props.save()
      kept.drop()
      showToast({ tone: 'plain', words: t('directory.saved') })
      props.onClose()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      kept={kept}
      footer={
        <>
          <Button onClick={cancel}>{t('action.cancel')}</Button>
          <Button look="primary" busy={busy()} onClick={() => void submit()}>
            {t('action.save')}
          </Button>
        </>
      }
    >
      <form
        class="entry-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {props.children(tried)}
        <button type="submit" hidden tabindex="-1">
          {t('action.save')}
        </button>
      </form>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
