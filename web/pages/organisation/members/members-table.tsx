import KeyRound from 'lucide-solid/icons/key-round'
import Mail from 'lucide-solid/icons/mail'
import ShieldOff from 'lucide-solid/icons/shield-off'
import UserCheck from 'lucide-solid/icons/user-check'
import UserCog from 'lucide-solid/icons/user-cog'
import UserX from 'lucide-solid/icons/user-x'
import { For, type JSX, Show } from 'solid-js'
import type { MemberView } from '../../../../server/modules/identity/members/contract.ts'
import { locale, t } from '../../../i18n/index.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { can, me } from '../../../lib/session.ts'
import { Badge } from '../../../ui/display/badge.tsx'
import type { MenuEntry } from '../../../ui/overlay/menu-props.ts'
import { RowMenu } from '../../../ui/overlay/row-menu.tsx'

export type MemberAct = 'role' | 'password' | 'email' | 'factors' | 'deactivate' | 'reactivate'

/** What the reader may do with a member: nothing with an owner unless they are one. */
function actsOn(member: MemberView, changesEmail: boolean): MemberAct[] {
  if (!can('members:write')) return []
  if (member.role === 'owner' && me()?.user.role !== 'owner') return []
  if (member.status === 'deactivated') return ['reactivate']
  if (member.id === me()?.user.id) return ['role']
  return [
    'role',
    'password',
    ...(changesEmail ? (['email'] as const) : []),
    ...(member.hasSecondFactor ? (['factors'] as const) : []),
    'deactivate',
  ]
}

function MemberMenu(props: {
  member: MemberView
  acts: MemberAct[]
  onAct: (act: MemberAct) => void
}): JSX.Element {
  const entries: Record<MemberAct, () => Omit<MenuEntry, 'run'>> = {
    role: () => ({ label: t('members.changeRole'), icon: <UserCog /> }),
    password: () => ({ label: t('members.passwordLink'), icon: <KeyRound /> }),
    email: () => ({ label: t('members.changeEmail'), icon: <Mail /> }),
    factors: () => ({ label: t('members.resetFactors'), icon: <ShieldOff /> }),
    reactivate: () => ({ label: t('members.reactivate'), icon: <UserCheck /> }),
    deactivate: () => ({ label: t('members.deactivate'), icon: <UserX />, danger: true }),
  }
  return (
    <RowMenu
      label={t('members.actions', { name: props.member.name })}
      acts={props.acts}
      entries={entries}
      onAct={props.onAct}
    />
  )
}

function MemberRow(props: {
  member: MemberView
  changesEmail: boolean
  saysWithout: boolean
  onAct: (member: MemberView, act: MemberAct) => void
}): JSX.Element {
  const acts = (): MemberAct[] => actsOn(props.member, props.changesEmail)
  return (
    <tr role="row" classList={{ 'member-gone': props.member.status === 'deactivated' }}>
      <td role="cell">
        <span class="member-name">
          <span>{props.member.name}</span>
          <Show when={props.member.id === me()?.user.id}>
            <Badge>{t('members.you')}</Badge>
          </Show>
          <Show when={props.member.status === 'deactivated'}>
            <Badge tone="warn">{t('members.deactivated')}</Badge>
          </Show>
          <Show when={props.saysWithout && props.member.hasSecondFactor === false}>
            <Badge>{t('members.noFactor')}</Badge>
          </Show>
        </span>
        <Show when={props.member.email}>
          {(email) => <span class="cell-second">{email()}</span>}
        </Show>
      </td>
      <td role="cell">{t(`role.${props.member.role}`)}</td>
      <Show when={can('members:write')}>
        <td role="cell" data-label={t('members.lastSeen')}>
          {props.member.lastSeenAt ? (
            formatMoment(props.member.lastSeenAt, locale())
          ) : (
            <span class="cell-none">{t('members.never')}</span>
          )}
        </td>
        <td role="cell" class="member-actions">
          <Show when={acts().length > 0}>
            <MemberMenu
              member={props.member}
              acts={acts()}
              onAct={(act) => props.onAct(props.member, act)}
            />
          </Show>
        </td>
      </Show>
    </tr>
  )
}

export function MembersTable(props: {
  members: readonly MemberView[]
  /** Where no mail is sent, an admin changes addresses. */
  changesEmail: boolean
  /** Marks members without a second factor, where the organisation requires one. */
  saysWithout: boolean
  onAct: (member: MemberView, act: MemberAct) => void
}): JSX.Element {
  return (
    <div class="table-frame">
      <table role="table" class="table members-table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">{t('members.name')}</th>
            <th role="columnheader">{t('members.role')}</th>
            <Show when={can('members:write')}>
              <th role="columnheader">{t('members.lastSeen')}</th>
              <th role="columnheader" class="member-actions">
                <span class="hidden-words">{t('item.actions')}</span>
              </th>
            </Show>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.members}>
            {(member) => (
              <MemberRow
                member={member}
                changesEmail={props.changesEmail}
                saysWithout={props.saysWithout}
                onAct={props.onAct}
              />
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}
