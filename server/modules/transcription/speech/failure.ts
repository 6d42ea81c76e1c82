import type { TenantTx } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import { releaseMinutes } from '../../../../tenants/limits/minutes.ts'
import { failWork } from '../../meetings/index.ts'
import { SpeechError } from '../ports.ts'

/** Reasons for which a replacement is refused. */
const unusableReasons: ReadonlySet<string> = new Set([
  'unreadable_media',
  'media_too_large',
  'media_missing',
  'no_speech',
])

/** Reasons that the organisation can resolve itself in its provider settings. */
const ofOwnSettings: ReadonlySet<string> = new Set([
  'bad_credentials',
  'not_allowed',
  'no_credit',
  'address_refused',
  'provider_rejected',
  'provider_unavailable',
  'provider_garbage',
])

export interface FailedAttempt {
  /** Null if the attempt failed before its claim. */
  fence: number | null
  /** True for the organisation's own provider. */
  isOwn: boolean
}

/**
 * Marks the meeting as failed after the last attempt. It can always be retried: another provider or language may be
 * set, or the storage may have its files back.
 */
export async function markFailed(
  tx: TenantTx,
  ctx: Ctx,
  meetingId: string,
  { fence, isOwn }: FailedAttempt,
  error: unknown,
): Promise<void> {
  const plain = reasonOf(error)
  const isRecordingUnusable = unusableReasons.has(plain)
  const reason = isOwn && ofOwnSettings.has(plain) ? `own_${plain}` : plain
  const failure = { meetingId, stage: 'transcribe', fence, error, reason, canRetry: true } as const
  await failWork(tx, ctx, { ...failure, isRecordingUnusable })
  if (fence !== null) await releaseMinutes(tx, { meetingId, fence })
}

function reasonOf(error: unknown): string {
  if (error instanceof SpeechError) return error.code
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown }
  if (name === 'StorageError') return code === 'not_found' ? 'media_missing' : 'storage_unavailable'
  return 'transcription_failed'
}
