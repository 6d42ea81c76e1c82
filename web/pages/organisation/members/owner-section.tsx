import { createResource, createSignal, type JSX, Show } from 'solid-js'
import { closeOrganisation, handOverOrganisation, listMembers } from '../../../api/members.ts'
import { t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { readAuthState, me, markSuspended } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { MemberChoice } from './member-choice.tsx'

/** What an owner alone may do with the organisation as a whole. */
export function OwnerSection(props: { onChanged: () => Promise<void> }): JSX.Element {
  const [open, setOpen] = createSignal<'hand-over' | 'close'>()
  const close = (): void => {
    setOpen()
  }
  return (
    <section>
      <h2>{t('owner.title')}</h2>
      <p class="page-words">{t('owner.words')}</p>
      <div class="owner-buttons">
        <Button onClick={() => setOpen('hand-over')}>{t('owner.handOver')}</Button>
        <Button look="danger" onClick={() => setOpen('close')}>
          {t('owner.close')}
        </Button>
      </div>
      <Show when={open() === 'hand-over'}>
        <HandOverDialog onChanged={props.onChanged} onClose={close} />
      </Show>
      <Show when={open() === 'close'}>
        <CloseDialog onClose={close} />
      </Show>
    </section>
  )
}

function HandOverDialog(props: {
  onChanged: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const [heir, setHeir] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [members, { refetch }] = createResource(async () => {
    setProblem()
    try {
      const { data } = await listMembers()
      return data.filter(({ id, status }) => status === 'active' && id !== me()?.user.id)
    } catch (error) {
      setProblem(problemOf(error))
      return undefined
    }
  })
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!heir()) return
    setBusy(true)
    setProblem()
    try {
      const { name } = await handOverOrganisation(heir())
      showToast({ tone: 'plain', words: t('owner.handedOver', { name }) })
      props.onClose()
      await Promise.all([readAuthState(), props.onChanged()])
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('owner.handOver')}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
          <Button look="danger" busy={busy()} onClick={() => void submit()}>
            {t('owner.handOver')}
          </Button>
        </>
      }
    >
      <p>{t('owner.handOverWords')}</p>
      <MemberChoice
        label={t('owner.heir')}
        name="new-owner"
        fault={tried() && !heir() ? t('deactivate.choose') : undefined}
        members={members.latest}
        value={heir()}
        onChange={setHeir}
      />
      <Show when={problem()}>
        {(found) => (
          <Failure
            problem={found()}
            action={
              members.latest ? undefined : { label: t('action.retry'), run: () => void refetch() }
            }
          />
        )}
      </Show>
    </Dialog>
  )
}

/** Asks for the short name, so that nobody closes it with one click too many. */
function CloseDialog(props: { onClose: () => void }): JSX.Element {
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
