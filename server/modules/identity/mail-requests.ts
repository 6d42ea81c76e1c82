import { defineJob } from '../../jobs/define-job.ts'
import { enqueue } from '../../jobs/outbox.ts'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../../db/services.ts'
import { type MailSealer, sealMail, ignoreMailLimit } from '../mail/index.ts'
import type { InvitationMail } from './invitations/ports.ts'
import { findInvitationFacts, invitationDays } from './invitations/repo.ts'
import { joinRequestContext } from './joining/request-to-join.ts'
import type { JoiningMail } from './joining/ports.ts'
import { linkTo, newLinkToken } from './link-token.ts'
import type { PasswordMail } from './me/ports.ts'
import { hasFreshResetLink, insertResetLink } from './me/repo.ts'
import { findOrganisationName, findUserByEmail } from './repo.ts'

interface MailRequestDeps extends Services {
  sealer: MailSealer
}

const resetHours = 1
const passwordRequestContext = 'password-requests'

/** Sends invitations in the invitation's language. */
export const createInvitationMail = ({ sealer }: MailRequestDeps): InvitationMail => ({
  async send(tx, _ctx, { id, email, link }) {
    const { organisation, inviter, note, locale } = await findInvitationFacts(tx, id)
    const mail = await sealMail({ sealer }, tx.tenantId, {
      kind: 'invitation',
      to: email,
      locale,
      data: { organisation, inviter: inviter ?? organisation, note, link, days: invitationDays },
    })
    await mail.queue(tx)
  },
})

/** Queues a mail job without checking that the address is known, so that every address causes the same work. */
const createRequest = (
  { db, sealer }: MailRequestDeps,
  job: 'password.ask' | 'join.ask',
  place: string,
): PasswordMail & JoiningMail => ({
  async request(ctx, email, origin) {
    const plain = new TextEncoder().encode(JSON.stringify({ email, origin }))
    const sealed = await sealer.seal(ctx.tenantId, place, plain)
    await withTenant(db, ctx, (tx) =>
      enqueue(tx, job, { requestId: newId(), sealed: Buffer.from(sealed).toString('base64') }),
    )
  },
})

export const createPasswordMail = (deps: MailRequestDeps): PasswordMail =>
  createRequest(deps, 'password.ask', passwordRequestContext)

export const createJoiningMail = (deps: MailRequestDeps): JoiningMail =>
  createRequest(deps, 'join.ask', joinRequestContext)

/** Sends a password reset link if the requested address belongs to somebody who signs in with it. */
export const sendPasswordLink = defineJob<'password.ask', MailRequestDeps>(
  'password.ask',
  async ({ db, sealer }, ctx, { sealed }) => {
    const plain = await sealer.open(
      ctx.tenantId,
      passwordRequestContext,
      Buffer.from(sealed, 'base64'),
    )
    const { email, origin } = JSON.parse(new TextDecoder().decode(plain)) as Record<string, string>
    const { token, tokenHash } = newLinkToken()
    const send = async (tx: TenantTx): Promise<string> => {
      const user = await findUserByEmail(tx, email ?? '')
      if (!user?.email || user.disabledAt) return 'nobody'
      if (await hasFreshResetLink(tx, user.id)) return 'sent a moment ago'
      const mail = await sealMail({ sealer }, tx.tenantId, {
        kind: 'reset-password',
        to: user.email,
        locale: user.locale,
        data: {
          organisation: await findOrganisationName(tx),
          link: linkTo(origin ?? '', 'reset', token),
          minutes: resetHours * 60,
        },
      })
      await insertResetLink(
        tx,
        { id: newId(), userId: user.id, tokenHash, createdBy: null, email: user.email },
        resetHours,
      )
      await audit(tx, ctx, 'password.link_sent', user.id)
      await mail.queue(tx)
      return 'sent'
    }
    return ignoreMailLimit(() => withTenant(db, ctx, send))
  },
)
