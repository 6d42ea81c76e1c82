import type { TenantTx } from '../../../../db/tenant.ts'
import type { UserRow } from '../repo.ts'

/** Encrypts a secret with the organisation's data key. */
export interface SecretSealer {
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
}

/** Sign-in changes that people are notified of, so that nobody makes them unnoticed. */
export type SignInChange =
  | 'app_added'
  | 'app_removed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'codes_renewed'
  | 'code_used'
  | 'factors_reset'

/** Queues the prepared message in the transaction of the change. */
export type QueueMail = (tx: TenantTx) => Promise<void>

/** Notifies people of changes to their account; null when no mail is configured. */
export interface AccountMail {
  /** Prepare it before the transaction, so that no transaction waits for the key store. */
  aboutChange(user: UserRow, organisation: string, change: SignInChange): Promise<QueueMail>
  aboutNewEmail(user: UserRow, organisation: string): Promise<QueueMail>
  /** Sends a link that proves the address. */
  sendProofLink(
    user: UserRow,
    organisation: string,
    proof: { link: string; hours: number },
  ): Promise<QueueMail>
  /** Writes to both addresses; if the new one is `taken`, tells its owner instead. */
  requestEmailChange(
    user: UserRow,
    organisation: string,
    change: { email: string; isTaken: boolean; oldLink: string; newLink: string; hours: number },
  ): Promise<QueueMail>
}
