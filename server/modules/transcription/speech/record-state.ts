import type { TenantTx } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { releaseMinutes } from '../../../../tenants/limits/minutes.ts'
import { selectMeetingEvent, failWork } from '../../meetings/index.ts'
import { noSpeechProvider, SpeechError } from '../ports.ts'
import type { TranscriptionClaim } from './claim.ts'

/** Without a provider: the meeting waits, and goes on once a worker has one. Nothing where it waits already. */
export const waitForProvider = (tx: TenantTx, meetingId: string): Promise<void> =>
  wait(tx, meetingId, null, noSpeechProvider)

/** No attempt begins while the provider is silent. Nothing where the meeting waits already. */
export const waitUntilItAnswers = (
  tx: TenantTx,
  meetingId: string,
  reason: string,
): Promise<void> => wait(tx, meetingId, null, reason)

/** Between two attempts. */
export async function waitFor(
  tx: TenantTx,
  claim: TranscriptionClaim,
  reason: string,
): Promise<void> {
  await wait(tx, claim.meetingId, claim.fence, reason)
  if (claim.isReserved) await releaseMinutes(tx, claim)
}

/** There are no minutes left. A meeting that waits for something else by now says this instead. */
export const waitForMinutes = (tx: TenantTx, meetingId: string, reason: string): Promise<void> =>
  wait(tx, meetingId, null, reason, ['queued', 'transcribing', 'waiting'])

/** What must not take the place of a result. */
const unusableReasons: ReadonlySet<string> = new Set([
  'unreadable_media',
  'media_too_large',
  'media_missing',
  'no_speech',
])

/** What the organisation itself can put right, on its page of providers. */
const ofOwnSettings: ReadonlySet<string> = new Set([
  'bad_credentials',
  'not_allowed',
  'no_credit',
  'address_refused',
  'provider_rejected',
  'provider_unavailable',
  'provider_garbage',
])

/**
 * The last attempt failed: the meeting says why, and can be tried again once that is put right. That is so of every
 * reason: another provider or language may be set, or the storage have its files back.
 */
export async function markFailed(
  tx: TenantTx,
  ctx: Ctx,
  meetingId: string,
  /** Without a fence where no attempt got as far as its claim, as when its worker died each time. */
  { fence = null, isOwn = false }: { fence?: number | null; isOwn?: boolean },
  error: unknown,
): Promise<void> {
  const plain = reasonOf(error)
  const isRecordingUnusable = unusableReasons.has(plain)
  const reason = isOwn && ofOwnSettings.has(plain) ? `own_${plain}` : plain
  const failure = { meetingId, stage: 'transcribe', fence, reason, canRetry: true } as const
  await failWork(tx, ctx, { ...failure, isRecordingUnusable })
  if (fence !== null) await releaseMinutes(tx, { meetingId, fence })
}

function reasonOf(error: unknown): string {
  if (error instanceof SpeechError) return error.code
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown }
  if (name === 'GivenUpError') return 'worker_lost'
  if (name === 'StorageError') return code === 'not_found' ? 'media_missing' : 'storage_unavailable'
  return 'transcription_failed'
}

/** State, history and live event in one statement; none of them where the attempt has been overtaken. */
async function wait(
  tx: TenantTx,
  meetingId: string,
  fence: number | null,
  reason: string,
  from: readonly string[] = ['queued', 'transcribing'],
): Promise<void> {
  tx.outboxUsed = true
  await tx.sql`
    with before as (
      select id, reason from meetings
      where tenant_id = ${tx.tenantId} and id = ${meetingId} and stage = 'transcribe'
        and (${fence}::int is null or fence = ${fence}) and coalesce(pending_media_id, current_media_id) is not null
        and status = any(${[...from]}::text[]) and (status <> 'waiting' or reason is distinct from ${reason})
      for update
    ), moved as (
      update meetings m set status = 'waiting', reason = ${reason}, can_retry = true, progress = null,
        claimed_at = null, rev = m.rev + 1, updated_at = now()
      from before where m.tenant_id = ${tx.tenantId} and m.id = before.id
      returning m.*, before.reason as reason_before
    ), event as (
      insert into meeting_events (tenant_id, id, meeting_id, kind, status, stage, reason)
      select tenant_id, ${newId()}, id, 'waiting', status, stage, reason from moved
      where reason is distinct from reason_before
    )
    insert into outbox (tenant_id, id, kind, name, payload, traceparent)
    ${selectMeetingEvent(tx)} from moved`
}
