import { createSignal, type JSX, Show } from 'solid-js'
import { closeOrganisation } from '../../../api/members.ts'
import { t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { markSuspended, me } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'

/** Asks for the short name, so that nobody closes the organisation by accident. */
export function CloseOrganisationDialog(props: { onClose: () => void }): JSX.Element {
  const slug = (): string => me()?.tenant.slug ?? ''
  const [typed, setTyped] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  const isConfirmed = (): boolean => typed().trim().toLowerCase() === slug()
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!isConfirmed()) return
    await run(async () => {
      await closeOrganisation()
      markSuspended()
    })
  }
  return (
    <Dialog
      title={t('owner.closeAsk', { name: me()?.tenant.name ?? '' })}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
          <Button look="danger" busy={busy()} onClick={() => void submit()}>
            {t('owner.close')}
          </Button>
        </>
      }
    >
      <p>{t('owner.closeWords')}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Field
          label={t('owner.closeType', { slug: slug() })}
          fault={
            tried() && !isConfirmed() ? t('owner.closeTypeFault', { slug: slug() }) : undefined
          }
        >
          {(ids) => (
            <input
              class="input"
              id={ids.id}
              name="short-name"
              aria-describedby={ids.describedBy}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={typed()}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          )}
        </Field>
        <button type="submit" hidden tabindex="-1">
          {t('owner.close')}
        </button>
      </form>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
