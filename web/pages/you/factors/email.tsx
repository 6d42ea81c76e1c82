import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { FactorsView } from '../../../../server/modules/identity/factors/contract.ts'
import {
  askForEmailChange,
  askForEmailProof,
  cancelEmailChange,
  changeMemberEmail,
} from '../../../api/factors.ts'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { createAct } from '../../../lib/act.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can, readAuthState, me } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { TextField } from '../../../ui/control/text-field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'

type EmailState = FactorsView['email']

function describeWaiting({ email, agreed }: NonNullable<EmailState['pending']>): string {
  if (agreed.includes('new')) return t('you.emailWaitsOld', { email })
  return t(agreed.includes('old') ? 'you.emailWaitsNew' : 'you.emailWaits', { email })
}

/** The address that the person signs in with, and how it is changed. */
export function Email(props: { email: EmailState; onChanged: () => Promise<void> }): JSX.Element {
  const [changing, setChanging] = createSignal(false)
  const mayChange = (): boolean => props.email.changedBy === 'links' || can('members:write')
  /** Only owners have to verify it, because its domain decides who may join. */
  const isToProve = (): boolean =>
    !props.email.isProved && props.email.changedBy === 'links' && can('organisation:write')
  const proving = createAct()
  const prove = (): Promise<void> =>
    proving.run(async () => {
      await askForEmailProof()
      showToast({
        tone: 'plain',
        words: t('you.emailProofSent', { email: me()?.user.email ?? '' }),
      })
    })
  const withdraw = async (): Promise<void> => {
    try {
      await cancelEmailChange()
      showToast({ tone: 'plain', words: t('you.emailWithdrawn') })
      await props.onChanged()
    } catch (error) {
      showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
    }
  }
  return (
    <div class="factor-row">
      <div>
        <h3>{t('you.email')}</h3>
        <p>{me()?.user.email}</p>
        <Show when={props.email.pending}>{(pending) => <p>{describeWaiting(pending())}</p>}</Show>
        <Show when={!mayChange()}>
          <p>{t('you.emailByAdmin')}</p>
        </Show>
        <Show when={isToProve()}>
          <p>{t('you.emailToProve')}</p>
          <Button size="small" busy={proving.busy()} onClick={() => void prove()}>
            {t('you.emailProve')}
          </Button>
          <Show when={proving.problem()}>{(found) => <Failure problem={found()} />}</Show>
        </Show>
      </div>
      <Switch>
        <Match when={props.email.pending}>
          <Button size="small" onClick={() => void withdraw()}>
            {t('you.emailWithdraw')}
          </Button>
        </Match>
        <Match when={mayChange()}>
          <Button size="small" onClick={() => setChanging(true)}>
            {t('you.emailChange')}
          </Button>
        </Match>
      </Switch>
      <Show when={changing()}>
        <EmailDialog
          byLinks={props.email.changedBy === 'links'}
          onChanged={props.onChanged}
          onClose={() => setChanging(false)}
        />
      </Show>
    </div>
  )
}

function EmailDialog(props: {
  byLinks: boolean
  onChanged: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const kept = createKeptForm('you.email')
  const [email, setEmail] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  const submit = async (): Promise<void> => {
    setTried(true)
    const wanted = email().trim()
    if (!wanted) return
    await run(async () => {
      if (props.byLinks) await askForEmailChange(wanted)
      else await changeMemberEmail(me()?.user.id ?? '', wanted)
      kept.drop()
      showToast({ tone: 'plain', words: t(props.byLinks ? 'you.emailAsked' : 'you.saved') })
      props.onClose()
      await Promise.all([props.onChanged(), readAuthState()])
    })
  }
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  const confirm = (): string => t(props.byLinks ? 'you.emailAsk' : 'action.save')
  return (
    <Dialog
      title={t('you.emailChange')}
      kept={kept}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={cancel}>{t('action.cancel')}</Button>
          <Button look="primary" busy={busy()} onClick={() => void submit()}>
            {confirm()}
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
          name="new-email"
          type="email"
          autocomplete="email"
          maxLength={254}
          hint={t(props.byLinks ? 'you.emailNewHint' : 'you.emailHint')}
          value={email()}
          fault={tried() && !email().trim() ? t('you.emailNeed') : faultAt(problem(), '/email')}
          onInput={setEmail}
        />
        <button type="submit" hidden tabindex="-1">
          {confirm()}
        </button>
      </form>
      <Show when={problemBeside(problem(), '/email')}>
        {(found) => <Failure problem={found()} />}
      </Show>
    </Dialog>
  )
}
