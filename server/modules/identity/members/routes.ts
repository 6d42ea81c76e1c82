import { Elysia } from 'elysia'
import { IdParams } from '../../../http/contract.ts'
import { named, needs, steppedUp } from '../../../http/needs.ts'
import type { SessionPlugin } from '../../../http/session/session.ts'
import type { IdentityDeps } from '../deps.ts'
import { changeMember } from './change-member.ts'
import { MemberList, MembersQuery, MemberView, PatchMember } from './contract.ts'
import { listMembers } from './list-members.ts'

const group = 'Members'

export const memberRoutes = (deps: IdentityDeps & { session: SessionPlugin }) =>
  new Elysia({ prefix: '/members', normalize: false })
    .use(deps.session)
    .get('/', ({ ctx, query }) => listMembers(deps, ctx, query as MembersQuery), {
      ...named(
        'listMembers',
        needs('members:read', group, 'People of this organisation', ['invalid_request']),
      ),
      query: MembersQuery,
      response: { 200: MemberList },
    })
    .patch('/:id', ({ ctx, params, body }) => changeMember(deps, ctx, params.id, body), {
      ...named(
        'changeMember',
        steppedUp(
          needs('members:write', group, 'Change a member’s role, deactivate or reactivate them', [
            'not_found',
            'owns_things',
            'last_owner',
            'member_limit_reached',
            'invalid_request',
          ]),
        ),
      ),
      params: IdParams,
      body: PatchMember,
      response: { 200: MemberView },
    })
