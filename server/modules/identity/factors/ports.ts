import type { TenantTx } from '../../../../db/tenant.ts'
import type { UserRow } from '../repo.ts'

/** Seals a secret with the organisation's data key. */
export interface SecretSealer {
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
}

/** Changes of how somebody signs in that they are told of, so that nobody makes them unnoticed. */
export type SignInChange =
  | 'app_added'
  | 'app_removed'
  | 'passkey_added'
  | 'passkey_removed'
  | 'codes_renewed'
  | 'code_used'
  | 'factors_reset'

/** Queues the letter that was prepared, in the transaction of the change. */
export type QueueLetter = (tx: TenantTx) => Promise<void>

/** Tells people of changes to their account; null while no mail is configured. */
export interface AccountMail {
  /** Prepared before the transaction, so that none waits for the key store. */
  aboutChange(user: UserRow, organisation: string, change: SignInChange): Promise<QueueLetter>
  aboutNewEmail(user: UserRow, organisation: string): Promise<QueueLetter>
  /** With a link by which they show that the address is theirs. */
  askForProof(
    user: UserRow,
    organisation: string,
    proof: { link: string; hours: number },
  ): Promise<QueueLetter>
  /** To both addresses; where the new one is `taken` its owner is told so instead. */
  askForEmailChange(
    user: UserRow,
    organisation: string,
    change: { email: string; isTaken: boolean; oldLink: string; newLink: string; hours: number },
  ): Promise<QueueLetter>
}
