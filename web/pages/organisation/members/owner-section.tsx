import { createResource, createSignal, type JSX, Show } from 'solid-js'
import { handOverOrganisation, listMembers } from '../../../api/members.ts'
import { t } from '../../../i18n/index.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { me, readAuthState } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { CloseOrganisationDialog } from './close-organisation-dialog.tsx'
import { MemberChoice } from './member-choice.tsx'

/** Actions on the organisation that only an owner may take. */
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
        <CloseOrganisationDialog onClose={close} />
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
