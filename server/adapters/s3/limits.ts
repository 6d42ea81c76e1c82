import { StorageError } from './storage.ts'

const longestSignatureSeconds = 15 * 60

export const invalid = (message: string): StorageError =>
  new StorageError('invalid', false, message)

/** How long a signed address lasts; throws `invalid` for one that would last too long. */
export function signatureSeconds(seconds: number): number {
  if (seconds >= 1 && seconds <= longestSignatureSeconds) return Math.floor(seconds)
  throw invalid(`A signed address lasts from 1 to ${longestSignatureSeconds} seconds.`)
}
