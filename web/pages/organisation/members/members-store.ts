import { createEffect, createSignal, on } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { InvitationView } from '../../../../server/modules/identity/invitations/contract.ts'
import type {
  MembersQuery,
  MemberView,
} from '../../../../server/modules/identity/members/contract.ts'
import { listInvitations, listMembers } from '../../../api/members.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'

/** The members that fit the search, and for admins the invitations that are open. */
export function createMembers(query: () => MembersQuery) {
  const [lists, setLists] = createStore<{ members: MemberView[]; invitations: InvitationView[] }>({
    members: [],
    invitations: [],
  })
  const [ready, setReady] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  let asked = 0

  const read = async (): Promise<void> => {
    asked += 1
    const mine = asked
    try {
      const [members, invitations] = await Promise.all([
        listMembers(query()),
        can('members:write') ? listInvitations() : { data: [] },
      ])
      if (mine !== asked) return
      setLists('members', reconcile(members.data, { key: 'id' }))
      setLists('invitations', reconcile(invitations.data, { key: 'id' }))
      setProblem()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      if (mine === asked) setReady(true)
    }
  }
  createEffect(
    on(
      () => JSON.stringify(query()),
      () => void read(),
    ),
  )
  return { lists, ready, problem, read }
}
