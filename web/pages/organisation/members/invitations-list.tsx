import { createSignal, For, type JSX, Show } from 'solid-js'
import type {
  InvitationView,
  SentInvitation,
} from '../../../../server/modules/identity/invitations/contract.ts'
import { renewInvitation, withdrawInvitation } from '../../../api/members.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { problemOf } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { CopyField } from '../../../ui/control/copy-field.tsx'
import { Badge } from '../../../ui/display/badge.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'

function InvitationRow(props: {
  invitation: InvitationView
  onRenew: () => Promise<void>
  onWithdraw: () => Promise<void>
}): JSX.Element {
  const [busy, setBusy] = createSignal(false)
  const run = async (act: () => Promise<void>): Promise<void> => {
    setBusy(true)
    try {
      await act()
    } catch (error) {
      showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
    } finally {
      setBusy(false)
    }
  }
  const about = (): string =>
    [
      t(`role.${props.invitation.role}`),
      props.invitation.invitedBy ? t('invitations.by', { name: props.invitation.invitedBy }) : '',
      props.invitation.isExpired
        ? ''
        : t('invitations.until', { when: formatMoment(props.invitation.expiresAt, locale()) }),
    ]
      .filter(Boolean)
      .join(' · ')
  return (
    <li class="invitation">
      <div class="invitation-who">
        <span class="member-name">
          <span>{props.invitation.email}</span>
          <Show when={props.invitation.isExpired}>
            <Badge tone="warn">{t('invitations.expired')}</Badge>
          </Show>
        </span>
        <span class="cell-second">{about()}</span>
      </div>
      <div class="invitation-buttons">
        <Button
          size="small"
          busy={busy()}
          aria-label={t('invitations.renewOf', { email: props.invitation.email })}
          onClick={() => void run(props.onRenew)}
        >
          {t('invitations.renew')}
        </Button>
        <Button
          size="small"
          look="quiet"
          busy={busy()}
          aria-label={t('invitations.withdrawOf', { email: props.invitation.email })}
          onClick={() => void run(props.onWithdraw)}
        >
          {t('invitations.withdraw')}
        </Button>
      </div>
    </li>
  )
}

/** Invitations that nobody has accepted yet. */
export function InvitationsList(props: {
  invitations: readonly InvitationView[]
  onChanged: () => Promise<void>
}): JSX.Element {
  const [renewed, setRenewed] = createSignal<SentInvitation>()
  const renew = async (id: string): Promise<void> => {
    setRenewed(await renewInvitation(id))
    await props.onChanged()
  }
  const withdraw = async ({ id, email }: InvitationView): Promise<void> => {
    await withdrawInvitation(id)
    showToast({ tone: 'plain', words: t('invitations.withdrawn', { email }) })
    await props.onChanged()
  }
  return (
    <section>
      <h2>{t('invitations.title')}</h2>
      <ul class="invitations">
        <For each={props.invitations}>
          {(invitation) => (
            <InvitationRow
              invitation={invitation}
              onRenew={() => renew(invitation.id)}
              onWithdraw={() => withdraw(invitation)}
            />
          )}
        </For>
      </ul>
      <Show when={renewed()}>
        {(sent) => (
          <Dialog
            title={t('invitations.renew')}
            onClose={() => setRenewed()}
            footer={
              <Button look="primary" onClick={() => setRenewed()}>
                {t('invite.done')}
              </Button>
            }
          >
            <p>{t('invitations.renewed', { email: sent().email })}</p>
            <InvitationLink invitation={sent()} />
          </Dialog>
        )}
      </Show>
    </section>
  )
}

/** The link of an invitation that no e-mail carries. */
export function InvitationLink(props: { invitation: SentInvitation; hint?: string }): JSX.Element {
  return (
    <Show when={props.invitation.link}>
      {(link) => (
        <CopyField
          label={props.invitation.email}
          value={link()}
          hint={props.hint ?? t('link.once')}
          copyLabel={t('link.copy')}
          copiedLabel={t('link.copied')}
        />
      )}
    </Show>
  )
}
