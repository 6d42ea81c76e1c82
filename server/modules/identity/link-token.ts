import type { AuditNotes } from '../../../db/audit/audit-notes.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashSecret, newSecret } from './refresh-token.ts'

/** A link's token; only its hash is stored. It is in the URL fragment, which reaches neither logs nor referrers. */
export function newLinkToken(): { token: string; tokenHash: string } {
  const token = newSecret()
  return { token, tokenHash: hashSecret(token) }
}

export const linkTo = (
  origin: string,
  page: 'join' | 'reset' | 'confirm' | 'prove' | 'email' | 'welcome',
  token: string,
): string => `${origin}/${page}#token=${token}`

/**
 * The same error for links that are used, replaced, withdrawn, mistyped or expired. Recorded in the audit, since
 * somebody may be guessing links.
 */
export function refuseLink({ notes }: { notes: AuditNotes }, ctx: Ctx): AppError {
  notes.refused(ctx, 'session.refused', { reason: 'link_over' })
  return linkOver()
}

const linkOver = (): AppError =>
  new AppError(
    'link_over',
    'This link no longer works: it was used, replaced or withdrawn, or it has expired. Ask whoever sent it for a new one.',
    [],
    {},
    'Эта ссылка больше не действует: её уже использовали, заменили, отозвали или срок истёк. Попросите новую у того, кто её прислал.',
  )
