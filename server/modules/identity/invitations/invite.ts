import { withTenant, type TenantTx } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { readCursor, toPage } from '../../../platform/cursors.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { IdentityDeps } from '../deps.ts'
import { linkTo, newLinkToken } from '../link-token.ts'
import { requireMayGive, requireMayTouch } from '../members/rules.ts'
import type {
  InvitationList,
  InvitationsQuery,
  InvitationView,
  InviteBody,
  SentInvitation,
  SentInvitations,
} from './contract.ts'
import {
  findOpenInvitation,
  findUsersByEmail,
  insertInvitation,
  type InvitationRow,
  listOpenInvitations,
  replaceToken,
  withdrawJoinRequests,
  withdrawById,
  withdrawExpired,
} from './repo.ts'

/**
 * Invites several people at once and reports the reason for each address that cannot be invited. Throws
 * `already_exists` if none can. The answer contains links only when no mail is sent; links are never stored.
 */
export async function invite(
  deps: IdentityDeps,
  ctx: Ctx,
  input: InviteBody,
  origin: string,
): Promise<SentInvitations> {
  authorize(ctx, 'members:write')
  requireMayGive(ctx, input.role)
  const emails = [...new Set(input.emails.map((email) => email.trim().toLowerCase()))]
  const links = new Map<string, string>()
  const sent = await withWrite(deps.db, ctx, async (tx) => {
    const refused = await findRefused(tx, ctx, emails)
    const data: SentInvitation[] = []
    for (const email of emails) {
      if (refused.some((known) => known.email === email)) continue
      const added = await addInvitation(deps, tx, ctx, { ...input, email }, origin, links)
      if (added) data.push(added)
      else refused.push({ email, reason: 'already_invited' })
    }
    if (data.length === 0) throw nobodyInvited(input.emails, refused)
    return { data, refused }
  })
  return { ...sent, data: sent.data.map((row) => withLink(row, links)) }
}

async function findRefused(
  tx: TenantTx,
  ctx: Ctx,
  emails: string[],
): Promise<SentInvitations['refused']> {
  await withdrawExpired(tx, emails)
  await withdrawJoinRequests(tx, emails)
  const known = await findUsersByEmail(tx, emails)
  return known.flatMap((user) => {
    const email = user.email ?? ''
    if (!user.disabledAt) return [{ email, reason: 'already_member' }]
    return mayTouch(ctx, user) ? [] : [{ email, reason: 'owner_left' }]
  })
}

function mayTouch(ctx: Ctx, user: Parameters<typeof requireMayTouch>[1]): boolean {
  try {
    requireMayTouch(ctx, user)
    return true
  } catch {
    return false
  }
}

async function addInvitation(
  deps: IdentityDeps,
  tx: TenantTx,
  ctx: Ctx,
  { email, role, note }: Omit<InviteBody, 'emails'> & { email: string },
  origin: string,
  links: Map<string, string>,
): Promise<SentInvitation | undefined> {
  const { token, tokenHash } = newLinkToken()
  const id = newId()
  const link = linkTo(origin, 'join', token)
  const isAdded = await insertInvitation(tx, {
    id,
    email,
    role,
    note: note?.trim() || null,
    locale: ctx.locale,
    tokenHash,
    isMailed: deps.invitationMail !== null,
    invitedBy: actorId(ctx),
  })
  if (!isAdded) return undefined
  await audit(tx, ctx, 'invitation.created', id, { role })
  if (deps.invitationMail) await deps.invitationMail.send(tx, ctx, { id, email, link })
  else links.set(id, link)
  return toInvitationView(await getOpenInvitation(tx, id))
}

/** Creates a new link that is valid for another week and replaces the old one. */
export async function resendInvitation(
  deps: IdentityDeps,
  ctx: Ctx,
  id: string,
  origin: string,
): Promise<SentInvitation> {
  authorize(ctx, 'members:write')
  const links = new Map<string, string>()
  const sent = await withWrite(deps.db, ctx, async (tx) => {
    const open = await getOpenInvitation(tx, id)
    requireMayGive(ctx, open.role)
    const { token, tokenHash } = newLinkToken()
    const isMailed = deps.invitationMail !== null
    if (!(await replaceToken(tx, id, { tokenHash, isMailed }))) throw notFound('invitation')
    const link = linkTo(origin, 'join', token)
    await audit(tx, ctx, 'invitation.resent', id)
    if (deps.invitationMail)
      await deps.invitationMail.send(tx, ctx, { id, email: open.email, link })
    else links.set(id, link)
    return toInvitationView(await getOpenInvitation(tx, id))
  })
  return withLink(sent, links)
}

export async function withdrawInvitation(deps: IdentityDeps, ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'members:write')
  await withWrite(deps.db, ctx, async (tx) => {
    if (!(await withdrawById(tx, id))) throw notFound('invitation')
    await audit(tx, ctx, 'invitation.withdrawn', id)
  })
}

const listName = 'invitations'

export async function listInvitations(
  deps: IdentityDeps,
  ctx: Ctx,
  { cursor, limit = 20 }: InvitationsQuery,
): Promise<InvitationList> {
  authorize(ctx, 'members:write')
  const after = readCursor(deps.cursors, listName, cursor)
  const open = await withTenant(deps.db, ctx, (tx) => listOpenInvitations(tx, after, limit + 1))
  return toPage(open, limit, toInvitationView, ({ position, id }) =>
    deps.cursors.sign(listName, [position, id]),
  )
}

async function getOpenInvitation(tx: TenantTx, id: string): Promise<InvitationRow> {
  const found = await findOpenInvitation(tx, id)
  if (!found) throw notFound('invitation')
  return found
}

const toInvitationView = (row: InvitationRow): InvitationView => ({
  id: row.id,
  email: row.email,
  role: row.role,
  note: row.note,
  invitedBy: row.inviterName,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  isExpired: row.expiresAt.getTime() <= Date.now(),
})

/** Only the request that created the link knows it: a repeated request gets the same answer without it. */
function withLink(row: SentInvitation, links: Map<string, string>): SentInvitation {
  const link = links.get(row.id)
  return link === undefined ? row : { ...row, link }
}

const nobodyInvited = (given: string[], refused: SentInvitations['refused']): AppError =>
  new AppError(
    'already_exists',
    'Nobody was invited: all of them are members already, or have an invitation that is still open.',
    refused.map(({ email, reason }) => ({
      pointer: `/emails/${given.findIndex((text) => text.trim().toLowerCase() === email)}`,
      detail: email,
      reason,
    })),
    {},
    'Никто не приглашён: все эти люди уже участники или их приглашения ещё открыты.',
  )
