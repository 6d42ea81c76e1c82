import { type MailSealer, sealMail } from '../mail/index.ts'
import type { AccountMail } from './factors/ports.ts'
import type { UserRow } from './repo.ts'

/** Sends mail about a person's own account, in their language. */
export function createAccountMail({ sealer }: { sealer: MailSealer }): AccountMail {
  const addressOf = ({ email }: UserRow): string => {
    if (email === null) throw new Error('a service account gets no letters')
    return email
  }
  return {
    async aboutChange(user, organisation, change) {
      const mail = await sealMail({ sealer }, user.tenantId, {
        kind: 'sign-in-changed',
        to: addressOf(user),
        locale: user.locale,
        data: { organisation, change },
      })
      return async (tx) => void (await mail.queue(tx))
    },
    async aboutNewEmail(user, organisation) {
      const mail = await sealMail({ sealer }, user.tenantId, {
        kind: 'email-changed',
        to: addressOf(user),
        locale: user.locale,
        data: { organisation },
      })
      return async (tx) => void (await mail.queue(tx))
    },
    async sendProofLink(user, organisation, proof) {
      const mail = await sealMail({ sealer }, user.tenantId, {
        kind: 'prove-address',
        to: addressOf(user),
        locale: user.locale,
        data: { organisation, ...proof },
      })
      return async (tx) => void (await mail.queue(tx))
    },
    async requestEmailChange(user, organisation, { email, isTaken, oldLink, newLink, hours }) {
      const { locale } = user
      const toOld = await sealMail({ sealer }, user.tenantId, {
        kind: 'leave-email',
        to: addressOf(user),
        locale,
        data: { organisation, email, link: oldLink, hours },
      })
      const toNew = isTaken
        ? await sealMail({ sealer }, user.tenantId, {
            kind: 'email-taken',
            to: email,
            locale,
            data: { organisation },
          })
        : await sealMail({ sealer }, user.tenantId, {
            kind: 'change-email',
            to: email,
            locale,
            data: { organisation, link: newLink, hours },
          })
      return async (tx) => {
        await toOld.queue(tx)
        await toNew.queue(tx)
      }
    },
  }
}
