import { useSearchParams } from '@solidjs/router'
import Users from 'lucide-solid/icons/users'
import UserPlus from 'lucide-solid/icons/user-plus'
import { createResource, createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { MemberView } from '../../../../server/modules/identity/members/contract.ts'
import { listFactors } from '../../../api/factors.ts'
import { changeMember } from '../../../api/members.ts'
import { t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { openKeptPlaces } from '../../../lib/kept-text.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { FilterChoice } from '../../../features/filters/filter-choice.tsx'
import { SearchField } from '../../../features/filters/search-field.tsx'
import { OrganisationFrame } from '../organisation-frame.tsx'
import { MemberEmailDialog, ResetFactorsDialog } from './account-dialogs.tsx'
import { InvitationsList } from './invitations-list.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { DeactivateDialog, PasswordLinkDialog, RoleDialog } from './member-dialogs.tsx'
import { createMembers } from './members-store.ts'
import { type MemberAct, MembersTable } from './members-table.tsx'
import { OwnerSection } from './owner-section.tsx'
import { RequirementSection } from './requirement-section.tsx'
import { RolesExplained } from './roles.tsx'
import './members.css'
import { roles, type Role } from '../../../../plugins/vocabulary.ts'

/** Decides how members are shown; without an answer the list works all the same. */
async function readSignInRules(): Promise<{ changesEmail: boolean; isRequired: boolean }> {
  if (!can('members:write')) return { changesEmail: false, isRequired: false }
  try {
    const { email, neededFrom } = await listFactors()
    return { changesEmail: email.changedBy === 'admin', isRequired: neededFrom !== null }
  } catch {
    return { changesEmail: false, isRequired: false }
  }
}

interface Search {
  q?: string
  role?: Role
}

export default function MembersPage(): JSX.Element {
  const [search, setSearch] = useSearchParams<{ q?: string; role?: Role }>()
  const store = createMembers(() => ({
    ...(search.q ? { q: search.q } : {}),
    ...(search.role && roles.includes(search.role) ? { role: search.role } : {}),
  }))
  const [signInRules, { refetch }] = createResource(readSignInRules)
  const [inviting, setInviting] = createSignal(openKeptPlaces('members.').includes('invite'))
  const [chosen, setChosen] = createSignal<ChosenMember>()
  const close = (): void => {
    setChosen()
  }
  const reactivate = async (member: MemberView): Promise<void> => {
    try {
      const { name } = await changeMember(member.id, { status: 'active' })
      showToast({ tone: 'plain', words: t('members.reactivated', { name }) })
      await store.read()
    } catch (error) {
      showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
    }
  }
  const start = (member: MemberView, act: MemberAct): void => {
    if (act === 'reactivate') void reactivate(member)
    else setChosen({ member: { ...member }, act })
  }
  return (
    <OrganisationFrame
      title={t('organisation.members')}
      actions={
        <Show when={can('members:write')}>
          <Button look="primary" onClick={() => setInviting(true)}>
            <UserPlus />
            {t('members.invite')}
          </Button>
        </Show>
      }
    >
      <Filters search={search} onChange={(change) => setSearch(change, { replace: true })} />
      <RolesExplained />
      <Show when={store.problem()}>
        {(problem) => (
          <Failure
            problem={problem()}
            action={{ label: t('action.retry'), run: () => void store.read() }}
          />
        )}
      </Show>
      <MembersList
        store={store}
        changesEmail={signInRules.latest?.changesEmail ?? false}
        showsMissingFactor={signInRules.latest?.isRequired ?? false}
        onAct={start}
      />
      <Show when={store.lists.invitations.length > 0}>
        <InvitationsList invitations={store.lists.invitations} onChanged={store.read} />
      </Show>
      <Show when={can('settings:write')}>
        <RequirementSection
          onChanged={async () => {
            await refetch()
          }}
        />
      </Show>
      <Show when={can('organisation:write')}>
        <OwnerSection onChanged={store.read} />
      </Show>
      <Show when={inviting()}>
        <InviteDialog onInvited={store.read} onClose={() => setInviting(false)} />
      </Show>
      <MemberDialogs chosen={chosen()} onChanged={store.read} onClose={close} />
    </OrganisationFrame>
  )
}

function Filters(props: {
  search: Partial<Search>
  onChange: (change: { q: string } | { role: string }) => void
}): JSX.Element {
  return (
    <div class="filters" role="search">
      <SearchField
        label={t(can('members:write') ? 'members.search' : 'members.searchName')}
        value={props.search.q}
        onSearch={(q) => props.onChange({ q: q ?? '' })}
      />
      <FilterChoice
        name={t('members.role')}
        value={props.search.role}
        choices={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
        onChoose={(role) => props.onChange({ role: role ?? '' })}
      />
    </div>
  )
}

function MembersList(props: {
  store: ReturnType<typeof createMembers>
  changesEmail: boolean
  showsMissingFactor: boolean
  onAct: (member: MemberView, act: MemberAct) => void
}): JSX.Element {
  return (
    <Switch>
      <Match when={!props.store.ready()}>
        <Skeleton lines={5} />
      </Match>
      <Match when={props.store.lists.members.length > 0}>
        <MembersTable
          members={props.store.lists.members}
          changesEmail={props.changesEmail}
          saysWithout={props.showsMissingFactor}
          onAct={props.onAct}
        />
      </Match>
      <Match when={!props.store.problem()}>
        <EmptyState
          icon={<Users />}
          title={t('members.none.title')}
          words={t('members.none.words')}
        />
      </Match>
    </Switch>
  )
}

interface ChosenMember {
  member: MemberView
  act: MemberAct
}

/** The dialog of the action that was chosen for a member. */
function MemberDialogs(props: {
  chosen: ChosenMember | undefined
  onChanged: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const memberFor = (act: MemberAct): MemberView | undefined =>
    props.chosen?.act === act ? props.chosen.member : undefined
  return (
    <>
      <Show when={memberFor('role')}>
        {(member) => (
          <RoleDialog member={member()} onChanged={props.onChanged} onClose={props.onClose} />
        )}
      </Show>
      <Show when={memberFor('password')}>
        {(member) => <PasswordLinkDialog member={member()} onClose={props.onClose} />}
      </Show>
      <Show when={memberFor('email')}>
        {(member) => (
          <MemberEmailDialog
            member={member()}
            onChanged={props.onChanged}
            onClose={props.onClose}
          />
        )}
      </Show>
      <Show when={memberFor('factors')}>
        {(member) => (
          <ResetFactorsDialog
            member={member()}
            onChanged={props.onChanged}
            onClose={props.onClose}
          />
        )}
      </Show>
      <Show when={memberFor('deactivate')}>
        {(member) => (
          <DeactivateDialog member={member()} onChanged={props.onChanged} onClose={props.onClose} />
        )}
      </Show>
    </>
  )
}
