import type { TenantTx } from '../../../db/tenant.ts'
import type { Locale } from '../../../plugins/engine/index.ts'
import { enqueue } from '../../jobs/outbox.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { requireMailQuota } from '../../../tenants/limits/usage-counts.ts'
import type { MailKind, MailKinds } from './mail-kinds.ts'
import type { MailSealer } from './ports.ts'
import { countRecent, insertMail } from './repo.ts'

/** Messages per address and hour, so that nobody is flooded by anybody's requests. */
const perHour = 10
const perHourOf: Partial<Record<MailKind, number>> = { 'your-organisation': 2 }

const tooMany = (): AppError =>
  new AppError(
    'mail_limit_reached',
    'Several letters have gone to this address within the last hour. Wait for an hour, and look into the spam folder meanwhile. Nothing was sent.',
    [],
    { 'retry-after': '3600' },
    'За последний час на этот адрес уже ушло несколько писем. Подождите час, а пока проверьте папку «Спам». Ничего не отправлено.',
  )

/** Runs work that sends mail; ignores the mail limit error. */
export async function ignoreMailLimit(work: () => Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'mail_limit_reached') return 'too many letters'
    throw error
  }
}

/** An encrypted message that can be queued in the transaction it belongs to. */
export interface SealedMail {
  /**
   * Stores the message and queues its sending, after the commit or never. Returns its id. Throws `mail_limit_reached`
   * if the address or the organisation has received too many.
   */
  queue(tx: TenantTx): Promise<string>
}

/** Encrypts a message before the transaction that queues it, so that no transaction waits for the key store. */
export async function sealMail<Kind extends MailKind>(
  { sealer }: { sealer: MailSealer },
  tenantId: string,
  mail: { kind: Kind; to: string; locale: Locale; data: MailKinds[Kind] },
): Promise<SealedMail> {
  const id = newId()
  const plain = new TextEncoder().encode(JSON.stringify(mail.data))
  const sealed = Buffer.from(await sealer.seal(tenantId, sealContext(id), plain)).toString('base64')
  return {
    async queue(tx) {
      const { kind, to: recipient, locale } = mail
      await requireMailQuota(tx)
      const sent = await countRecent(tx, recipient, kind)
      if (sent.ofKind >= (perHourOf[kind] ?? perHour) || sent.all >= perHour) throw tooMany()
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
  const plain = await sealer.open(tenantId, sealContext(id), Buffer.from(sealed, 'base64'))
  return JSON.parse(new TextDecoder().decode(plain)) as MailKinds[MailKind]
}

const sealContext = (id: string): string => `mails/${id}`
