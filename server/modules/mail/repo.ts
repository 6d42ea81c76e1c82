import { columnsOf, type RowOf } from '../../../db/columns.ts'
import { mails } from '../../../db/schema/index.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import type { MailKind } from './mail-kinds.ts'

const mailColumns = columnsOf(
  mails,
  'id',
  'kind',
  'recipient',
  'locale',
  'sealed',
  'state',
  'answer',
  'createdAt',
  'sentAt',
  'bouncedAt',
  'bounceStatus',
  'bounceReason',
)
export type MailRow = Omit<RowOf<typeof mailColumns>, 'kind'> & { kind: MailKind }

export async function insertMail(
  tx: TenantTx,
  mail: Pick<MailRow, 'id' | 'kind' | 'recipient' | 'locale'> & { sealed: string },
): Promise<void> {
  await tx.sql`
    insert into mails (tenant_id, id, kind, recipient, locale, sealed)
    values (${tx.tenantId}, ${mail.id}, ${mail.kind}, ${mail.recipient}, ${mail.locale}, ${mail.sealed})`
}

/** A mail that is still to be sent, with its organisation. */
export async function findQueuedMail(
  tx: TenantTx,
  id: string,
): Promise<(MailRow & { organisation: string }) | undefined> {
  const [row] = await tx.sql<(MailRow & { organisation: string })[]>`
    select ${mailColumns(tx, 'm')}, t.name as organisation from mails m join tenants t on t.id = m.tenant_id
    where m.tenant_id = ${tx.tenantId} and m.id = ${id} and m.state = 'queued'`
  return row
}

/** Deletes the content with the final state. */
export async function endMail(
  tx: TenantTx,
  id: string,
  { state, answer }: { state: 'sent' | 'refused'; answer: string },
): Promise<void> {
  await tx.sql`
    update mails set state = ${state}, answer = ${answer}, sealed = null,
      sent_at = case when ${state} = 'sent' then now() end
    where tenant_id = ${tx.tenantId} and id = ${id} and state = 'queued'`
}

export async function saveAnswer(tx: TenantTx, id: string, answer: string): Promise<void> {
  await tx.sql`
    update mails set answer = ${answer} where tenant_id = ${tx.tenantId} and id = ${id} and state = 'queued'`
}

/** Newest first, older than `before`; of one state or all. */
export const listMailRows = (
  tx: TenantTx,
  state: MailRow['state'] | null,
  before: string | null,
  atMost: number,
) => tx.sql<MailRow[]>`
  select ${mailColumns(tx)} from mails where tenant_id = ${tx.tenantId} and (${state}::text is null or state = ${state})
    and (${before}::uuid is null or id < ${before}::uuid)
  order by id desc limit ${atMost}`

export async function deleteOldMails(tx: TenantTx): Promise<void> {
  await tx.sql`
    delete from mails where tenant_id = ${tx.tenantId} and created_at < now() - interval '30 days'`
}

/** Messages to an address within the last hour, in total and of one kind. */
export async function countRecent(
  tx: TenantTx,
  recipient: string,
  kind: MailKind,
): Promise<{ all: number; ofKind: number }> {
  const [row] = await tx.sql<{ all: number; ofKind: number }[]>`
    select count(*)::int as all, count(*) filter (where kind = ${kind})::int as "ofKind" from mails
    where tenant_id = ${tx.tenantId} and recipient = ${recipient} and created_at > now() - interval '1 hour'`
  return row ?? { all: 0, ofKind: 0 }
}

export type BouncedRow = Pick<MailRow, 'id' | 'recipient' | 'state'>

/** Locks a message that was sent, and may have bounced since. */
export async function lockSentMail(tx: TenantTx, id: string): Promise<BouncedRow | undefined> {
  const [row] = await tx.sql<BouncedRow[]>`
    select id, recipient, state from mails
    where tenant_id = ${tx.tenantId} and id = ${id} and state in ('sent', 'bounced') for update`
  return row
}

export async function markBounced(
  tx: TenantTx,
  id: string,
  { status, reason }: { status: string; reason: string | null },
): Promise<void> {
  await tx.sql`
    update mails set state = 'bounced', bounced_at = now(), bounce_status = ${status}, bounce_reason = ${reason}
    where tenant_id = ${tx.tenantId} and id = ${id} and state = 'sent'`
}
