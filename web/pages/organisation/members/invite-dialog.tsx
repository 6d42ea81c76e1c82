import { createSignal, For, type JSX, Show } from 'solid-js'
import type {
  InviteBody,
  SentInvitations,
} from '../../../../server/modules/identity/invitations/contract.ts'
import type { Role } from '../../../../server/platform/context.ts'
import { inviteMembers } from '../../../api/members.ts'
import { t, describeCode } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import type { Problem } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { TextAreaField } from '../../../ui/control/text-area-field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { emailsIn, notAnEmail, shorten } from './emails.ts'
import { InvitationLink } from './invitations-list.tsx'
import { RoleChoice } from './roles.tsx'

const maxEmails = 50

interface InviteProps {
  onInvited: () => Promise<void>
  onClose: () => void
}

/** Invites several people with one role, and shows their links where no e-mail is sent. */
export function InviteDialog(props: InviteProps): JSX.Element {
  const [sent, setSent] = createSignal<SentInvitations>()
  return (
    <Show when={sent()} fallback={<AskWhom {...props} onSent={setSent} />}>
      {(result) => <Invited result={result()} onClose={props.onClose} />}
    </Show>
  )
}

function createInvitation() {
  const [text, setText] = createSignal('')
  const [note, setNote] = createSignal('')
  const [role, setRole] = createSignal<Role>('member')
  const emails = (): string[] => emailsIn(text())
  const fault = (): string | undefined => {
    const wrong = emails().find(notAnEmail)
    if (emails().length === 0) return t('invite.needEmails')
    if (emails().length > maxEmails) return t('invite.tooMany')
    return wrong === undefined ? undefined : t('invite.badEmail', { what: shorten(wrong) })
  }
  const body = (): InviteBody => ({
    emails: emails(),
    role: role(),
    ...(note().trim() ? { note: note().trim() } : {}),
  })
  return { text, setText, note, setNote, role, setRole, emails, fault, body }
}

function AskWhom(props: InviteProps & { onSent: (result: SentInvitations) => void }): JSX.Element {
  const kept = createKeptForm('members.invite')
  const form = createInvitation()
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  const submit = async (): Promise<void> => {
    setTried(true)
    if (form.fault()) return
    await run(async () => {
      const result = await inviteMembers(form.body())
      kept.drop()
      props.onSent(result)
      await props.onInvited()
    })
  }
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  return (
    <Dialog
      title={t('invite.title')}
      kept={kept}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={cancel}>{t('action.cancel')}</Button>
          <Button look="primary" busy={busy()} onClick={() => void submit()}>
            {t('invite.do', { count: Math.max(1, form.emails().length) })}
          </Button>
        </>
      }
    >
      <form
        class="dialog-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <TextAreaField
          label={t('invite.emails')}
          hint={t('invite.emailsHint')}
          fault={tried() ? form.fault() : undefined}
          name="emails"
          rows={3}
          inputmode="email"
          isCode
          value={form.text()}
          onInput={form.setText}
        />
        <RoleChoice label={t('invite.role')} value={form.role()} onChoose={form.setRole} />
        <TextAreaField
          label={t('invite.note')}
          optional={t('field.optional')}
          hint={t('invite.noteHint')}
          name="note"
          rows={2}
          maxLength={1000}
          value={form.note()}
          onInput={form.setNote}
        />
      </form>
      <Show when={problem()}>{(found) => <NotInvited problem={found()} />}</Show>
    </Dialog>
  )
}

function NotInvited(props: { problem: Problem }): JSX.Element {
  const refused = () =>
    props.problem.errors.map(({ detail, reason }) => ({ email: detail, reason: reason ?? '' }))
  return (
    <Show
      when={props.problem.code === 'already_exists'}
      fallback={<Failure problem={props.problem} />}
    >
      <Refused refused={refused()} />
    </Show>
  )
}

function Refused(props: { refused: SentInvitations['refused'] }): JSX.Element {
  return (
    <div role="status">
      <h3>{t('invite.refused')}</h3>
      <ul class="invited-refused">
        <For each={props.refused}>
          {({ email, reason }) => (
            <li>
              {email} – {describeCode('invite.refused', reason) ?? reason}
            </li>
          )}
        </For>
      </ul>
    </div>
  )
}

function Invited(props: { result: SentInvitations; onClose: () => void }): JSX.Element {
  const count = (): number => props.result.data.length
  const hasLinks = (): boolean => props.result.data.some(({ link }) => link)
  return (
    <Dialog
      title={t('invite.title')}
      onClose={props.onClose}
      footer={
        <Button look="primary" onClick={() => props.onClose()}>
          {t('invite.done')}
        </Button>
      }
    >
      <div class="invited">
        <p>{t(hasLinks() ? 'invite.sent' : 'invite.mailed', { count: count() })}</p>
        <For each={props.result.data}>
          {(invitation) => <InvitationLink invitation={invitation} hint="" />}
        </For>
        <Show when={hasLinks()}>
          <p class="field-hint">{t('link.once')}</p>
        </Show>
        <Show when={props.result.refused.length > 0}>
          <Refused refused={props.result.refused} />
        </Show>
      </div>
    </Dialog>
  )
}
