import type { TenantTx } from '../../../db/tenant.ts'
import type { Locale } from '../../../plugins/engine/index.ts'
import { enqueue } from '../../jobs/outbox.ts'
import { newId } from '../../platform/ids.ts'
import type { MailKind, MailKinds } from './mail-kinds.ts'
import type { MailSealer } from './ports.ts'
import { insertMail } from './repo.ts'

/** A letter that is sealed and can be queued in the transaction of what it is about. */
export interface SealedMail {
  /** Writes the letter and asks for its sending; it goes after the commit, or never. Returns its id. */
  queue(tx: TenantTx): Promise<string>
}

/** Seals a letter before the transaction that queues it, so that no transaction waits for the key store. */
export async function sealMail<Kind extends MailKind>(
  { sealer }: { sealer: MailSealer },
  tenantId: string,
  mail: { kind: Kind; to: string; locale: Locale; data: MailKinds[Kind] },
): Promise<SealedMail> {
  const id = newId()
  const plain = new TextEncoder().encode(JSON.stringify(mail.data))
  const sealed = Buffer.from(await sealer.seal(tenantId, placeOf(id), plain)).toString('base64')
  return {
    async queue(tx) {
      const { kind, to: recipient, locale } = mail
      await insertMail(tx, { id, kind, recipient, locale, sealed })
      await enqueue(tx, 'mail.send', { mailId: id })
      return id
    },
  }
}

export async function openMail(
  { sealer }: { sealer: MailSealer },
  tenantId: string,
  { id, sealed }: { id: string; sealed: string },
): Promise<MailKinds[MailKind]> {
  const plain = await sealer.open(tenantId, placeOf(id), Buffer.from(sealed, 'base64'))
  return JSON.parse(new TextDecoder().decode(plain)) as MailKinds[MailKind]
}

const placeOf = (id: string): string => `mails/${id}`
