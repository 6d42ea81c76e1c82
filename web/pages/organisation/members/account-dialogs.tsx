import { createSignal, type JSX, Show } from 'solid-js'
import type { MemberView } from '../../../../server/modules/identity/members/contract.ts'
import { changeMemberEmail, resetMemberFactors } from '../../../api/factors.ts'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { TextField } from '../../../ui/control/text-field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'

interface AccountDialogProps {
  member: MemberView
  onChanged: () => Promise<void>
  onClose: () => void
}

/** For a member who has lost their second factor. */
export function ResetFactorsDialog(props: AccountDialogProps): JSX.Element {
  const reset = async (): Promise<void> => {
    const { id, name } = props.member
    await resetMemberFactors(id)
    showToast({ tone: 'plain', words: t('members.resetFactorsDone', { name }) })
    await props.onChanged()
  }
  return (
    <ConfirmDialog
      title={t('members.resetFactorsAsk', { name: props.member.name })}
      words={t('members.resetFactorsWords')}
      confirm={t('members.resetFactorsDo')}
      run={reset}
      onClose={props.onClose}
    />
  )
}

/** Where no mail is sent, an admin gives somebody another address. */
export function MemberEmailDialog(props: AccountDialogProps): JSX.Element {
  const kept = createKeptForm(`members.email.${props.member.id}`)
  const [email, setEmail] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!email().trim()) return
    await run(async () => {
      const { name } = await changeMemberEmail(props.member.id, email().trim())
      kept.drop()
      showToast({ tone: 'plain', words: t('members.emailChanged', { name }) })
      props.onClose()
      await props.onChanged()
    })
  }
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  return (
    <Dialog
      title={t('members.changeEmailOf', { name: props.member.name })}
      kept={kept}
      onClose={props.onClose}
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
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <TextField
          label={t('you.emailNew')}
          name="member-email"
          type="email"
          autocomplete="off"
          maxLength={254}
          hint={t('members.changeEmailHint')}
          value={email()}
          fault={tried() && !email().trim() ? t('you.emailNeed') : faultAt(problem(), '/email')}
          onInput={setEmail}
        />
        <button type="submit" hidden tabindex="-1">
          {t('action.save')}
        </button>
      </form>
      <Show when={problemBeside(problem(), '/email')}>
        {(found) => <Failure problem={found()} />}
      </Show>
    </Dialog>
  )
}
