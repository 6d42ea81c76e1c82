import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { defineJob } from '../../../jobs/define-job.ts'
import { audit } from '../../../../db/audit/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { requireMailQuota } from '../../../../tenants/limits/usage-counts.ts'
import type { Services } from '../../../../db/services.ts'
import { type MailSealer, sealMail, ignoreMailLimit } from '../../mail/index.ts'
import type { IdentityDeps } from '../deps.ts'
import {
  findUsersByEmail,
  insertInvitation,
  invitationDays,
  replaceToken,
  withdrawExpired,
} from '../invitations/repo.ts'
import { linkTo, newLinkToken } from '../link-token.ts'
import { hashSecret } from '../refresh-token.ts'
import { findOrganisation } from '../repo.ts'
import { attemptNetwork, throttle } from '../throttle.ts'
import { readAddress } from './domains.ts'
import { findOpenOf } from './repo.ts'
import { findRule } from './rules.ts'

const limits = { network: 20, account: 5 }

/**
 * Queues a join link for an address if its domain is allowed. The caller learns nothing: every address gets the same
 * answer after the same work.
 */
export async function requestToJoin(
  deps: Pick<IdentityDeps, 'attempts' | 'joiningMail'>,
  ctx: Ctx,
  given: string,
  origin: string,
): Promise<void> {
  const email = given.trim().toLowerCase()
  const network = `join/${ctx.tenantId}/network/${attemptNetwork(ctx.address)}`
  await throttle(deps.attempts, network, limits.network)
  await throttle(deps.attempts, `join/${ctx.tenantId}/account/${hashSecret(email)}`, limits.account)
  if (email.includes('+')) throw plusAddress()
  await deps.joiningMail?.request(ctx, email, origin)
}

const plusAddress = (): AppError =>
  new AppError(
    'invalid_request',
    'Use your address without the “+” and what follows it. Nothing was sent.',
    [
      {
        pointer: '/email',
        detail: 'without the part from + on',
        inRussian: 'без части, которая начинается с +',
        reason: 'plus_address',
      },
    ],
    {},
    'Укажите адрес без части, начинающейся с «+». Ничего не отправлено.',
  )

interface JoinRequestDeps extends Services {
  sealer: MailSealer
}

/** Encryption context of a stored join request. */
export const joinRequestContext = 'join-requests'

/** Answers a join request by mail: a link, or for members where to sign in. */
export const answerJoinRequest = defineJob<'join.ask', JoinRequestDeps>(
  'join.ask',
  async ({ db, sealer }, ctx, { sealed }) => {
    const plain = await sealer.open(ctx.tenantId, joinRequestContext, Buffer.from(sealed, 'base64'))
    const { email = '', origin = '' } = JSON.parse(new TextDecoder().decode(plain)) as Record<
      string,
      string
    >
    const address = readAddress(email)
    if (!address) return 'no address that may join'
    const { token, tokenHash } = newLinkToken()
    const answer = async (tx: TenantTx): Promise<string> => {
      const rule = await findRule(tx, address.domain)
      if (!rule) return 'not allowed'
      const { name: organisation, locale } = await findOrganisation(tx)
      const spellings = [...new Set([address.email, email.trim().toLowerCase()])]
      const [known] = await findUsersByEmail(tx, spellings)
      // Deactivated people return only by invitation.
      if (known?.disabledAt) return 'deactivated'
      const to = address.email
      if (known) {
        await requireMailQuota(tx, 'joiningMailsPerDay')
        const data = { organisation, link: `${origin}/` }
        const mail = { kind: 'your-organisation', to, locale: known.locale, data } as const
        await (await sealMail({ sealer }, tx.tenantId, mail)).queue(tx)
        return 'a member already'
      }
      await withdrawExpired(tx, spellings)
      const open = await findOpenOf(tx, spellings, invitationDays)
      if (open?.isFresh) return 'sent a moment ago'
      await requireMailQuota(tx, 'joiningMailsPerDay')
      const id = open?.id ?? newId()
      if (open) await replaceToken(tx, id, { tokenHash, isMailed: true })
      else {
        const one = {
          id,
          email: to,
          note: null,
          locale,
          tokenHash,
          isMailed: true,
          invitedBy: null,
        }
        const isAdded = await insertInvitation(tx, { ...one, role: rule.role, origin: 'domain' })
        if (!isAdded) return 'sent a moment ago'
      }
      await audit(tx, ctx, 'joining.asked', id, { role: rule.role })
      const link = linkTo(origin, 'join', token)
      const data = { organisation, link, days: invitationDays }
      const mail = await sealMail({ sealer }, tx.tenantId, { kind: 'join', to, locale, data })
      await mail.queue(tx)
      return 'sent'
    }
    return ignoreMailLimit(() => withTenant(db, ctx, answer))
  },
)
