import { createEffect, on } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { InvitationView } from '../../../../server/modules/identity/invitations/contract.ts'
import type {
  MembersQuery,
  MemberView,
} from '../../../../server/modules/identity/members/contract.ts'
import { listInvitations, listMembers } from '../../../api/members.ts'
import { createLatestRead } from '../../../lib/latest-read.ts'
import { can } from '../../../lib/session.ts'

/** The members that match the search and, for admins, the open invitations. */
export function createMembers(query: () => MembersQuery) {
  const [lists, setLists] = createStore<{ members: MemberView[]; invitations: InvitationView[] }>({
    members: [],
    invitations: [],
  })
  const { ready, problem, read } = createLatestRead(
    () =>
      Promise.all([listMembers(query()), can('members:write') ? listInvitations() : { data: [] }]),
    ([members, invitations]) => {
      setLists('members', reconcile(members.data, { key: 'id' }))
      setLists('invitations', reconcile(invitations.data, { key: 'id' }))
    },
  )
  createEffect(
    on(
      () => JSON.stringify(query()),
      () => void read(),
    ),
  )
  return { lists, ready, problem, read }
}
