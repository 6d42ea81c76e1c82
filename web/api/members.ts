import type {
  InvitationList,
  InvitationView,
  InviteBody,
  SentInvitation,
  SentInvitations,
} from '../../server/modules/identity/invitations/contract.ts'
import type { PasswordLink } from '../../server/modules/identity/me/contract.ts'
import type {
  MemberList,
  MemberView,
  MembersQuery,
  PatchMember,
} from '../../server/modules/identity/members/contract.ts'
import { request, withQuery } from '../lib/api.ts'
import { readAll } from '../lib/read-all.ts'

/** All members that match. */
export const listMembers = (
  query: Pick<MembersQuery, 'q' | 'role'> = {},
): Promise<{ data: MemberView[] }> =>
  readAll((page) => request<MemberList>('GET', withQuery('/members', { ...query, ...page })))

export const changeMember = (id: string, body: PatchMember): Promise<MemberView> =>
  request('PATCH', `/members/${id}`, { body })

export const makePasswordLink = (id: string): Promise<PasswordLink> =>
  request('POST', `/members/${id}/password-link`)

export const ownsMeetings = async (id: string): Promise<boolean> => {
  const page = await request<{ data: unknown[] }>(
    'GET',
    withQuery('/meetings', { ownerId: id, limit: 1 }),
  )
  return page.data.length > 0
}

export const listInvitations = (): Promise<{ data: InvitationView[] }> =>
  readAll((page) => request<InvitationList>('GET', withQuery('/invitations', { ...page })))

export const inviteMembers = (body: InviteBody): Promise<SentInvitations> =>
  request('POST', '/invitations', { body })

export const renewInvitation = (id: string): Promise<SentInvitation> =>
  request('POST', `/invitations/${id}/resend`)

export const withdrawInvitation = (id: string): Promise<void> =>
  request('DELETE', `/invitations/${id}`)

export const handOverOrganisation = (userId: string): Promise<MemberView> =>
  request('POST', '/organisation/transfer', { body: { userId } })

export const closeOrganisation = (): Promise<void> => request('POST', '/organisation/close')
