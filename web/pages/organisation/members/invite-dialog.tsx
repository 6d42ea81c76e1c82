import { createSignal, For, type JSX, Show } from 'solid-js'
import type { SentInvitations } from '../../../../server/modules/identity/invitations/contract.ts'
import type { Role } from '../../../../server/platform/context.ts'
import { inviteMembers } from '../../../api/members.ts'
import { t, wordCode } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { emailsIn, notAnEmail, shorten } from './emails.ts'
import { InvitationLink } from './invitations-list.tsx'
import { RoleChoice } from './roles.tsx'

const atMost = 50

/** Several people at once, with one role; afterwards their links, where no mail is sent. */
export function InviteDialog(props: {
  onInvited: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const kept = createKeptForm('members.invite')
  const [text, setText] = createSignal('')
  const [note, setNote] = createSignal('')
  const [role, setRole] = createSignal<Role>('member')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  const [sent, setSent] = createSignal<SentInvitations>()
  const emails = (): string[] => emailsIn(text())
  const fault = (): string | undefined => {
    if (!tried()) return undefined
    const wrong = emails().find(notAnEmail)
    if (emails().length === 0) return t('invite.needEmails')
    if (emails().length > atMost) return t('invite.tooMany')
    return wrong === undefined ? undefined : t('invite.badEmail', { what: shorten(wrong) })
  }
  const submit = async (): Promise<void> => {
    setTried(true)
    if (fault()) return
    await run(async () => {
      const words = note().trim()
      setSent(
        await inviteMembers({ emails: emails(), role: role(), ...(words ? { note: words } : {}) }),
      )
      kept.drop()
      await props.onInvited()
    })
  }
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  return (
    <Show
      when={sent()}
      fallback={
        <Dialog
          title={t('invite.title')}
          kept={kept}
          onClose={props.onClose}
          footer={
            <>
              <Button onClick={cancel}>{t('action.cancel')}</Button>
              <Button look="primary" busy={busy()} onClick={() => void submit()}>
                {t('invite.do', { count: Math.max(1, emails().length) })}
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
            <Field label={t('invite.emails')} hint={t('invite.emailsHint')} fault={fault()}>
              {(ids) => (
                <textarea
                  class="input"
                  id={ids.id}
                  aria-describedby={ids.describedBy}
                  name="emails"
                  rows={3}
                  inputmode="email"
                  autocapitalize="none"
                  spellcheck={false}
                  value={text()}
                  onInput={(event) => setText(event.currentTarget.value)}
                />
              )}
            </Field>
            <RoleChoice label={t('invite.role')} value={role()} onChoose={setRole} />
            <Field
              label={t('invite.note')}
              optional={t('field.optional')}
              hint={t('invite.noteHint')}
            >
              {(ids) => (
                <textarea
                  class="input"
                  id={ids.id}
                  aria-describedby={ids.describedBy}
                  name="note"
                  rows={2}
                  maxLength={1000}
                  value={note()}
                  onInput={(event) => setNote(event.currentTarget.value)}
                />
              )}
            </Field>
          </form>
          <Show when={problem()}>
            {(found) => (
              <Show
                when={found().code === 'already_exists'}
                fallback={<Failure problem={found()} />}
              >
                <Refused
                  refused={found().errors.map(({ detail, reason }) => ({
                    email: detail,
                    reason: reason ?? '',
                  }))}
                />
              </Show>
            )}
          </Show>
        </Dialog>
      }
    >
      {(result) => <Invited result={result()} onClose={props.onClose} />}
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
              {email} – {wordCode('invite.refused', reason) ?? reason}
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
