import type { TenantTx } from '../../../db/tenant.ts'
import type { Locale } from '../../../plugins/engine/index.ts'
import { enqueue } from '../../jobs/outbox.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { requireLetter } from '../../platform/limits/uses.ts'
import type { MailKind, MailKinds } from './mail-kinds.ts'
import type { MailSealer } from './ports.ts'
import { countLately, insertMail } from './repo.ts'

/** Letters to one address within an hour: nobody is flooded, whoever asks for them. */
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

/** Does work that sends letters; without a sound where there were too many of them already. */
export async function unlessTooMany(work: () => Promise<string>): Promise<string> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'mail_limit_reached') return 'too many letters'
    throw error
  }
}

/** A letter that is sealed and can be queued in the transaction of what it is about. */
export interface SealedMail {
  /**
   * Writes the letter and asks for its sending; it goes after the commit, or never. Returns its id. Throws
   * `mail_limit_reached` where its address or the organisation had too many.
   */
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
      await requireLetter(tx)
      const sent = await countLately(tx, recipient, kind)
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
  const plain = await sealer.open(tenantId, placeOf(id), Buffer.from(sealed, 'base64'))
  return JSON.parse(new TextDecoder().decode(plain)) as MailKinds[MailKind]
}

const placeOf = (id: string): string => `mails/${id}`
