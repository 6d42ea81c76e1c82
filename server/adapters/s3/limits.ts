import { StorageError } from './storage.ts'

const longestSignatureSeconds = 15 * 60
/** A program of ours may read one recording for an hour. */
const longestInsideSeconds = 60 * 60

export const invalid = (message: string): StorageError =>
  new StorageError('invalid', false, message)

/** Checks how long a signed address may last; throws `invalid` when that is too long. */
export function signatureSeconds(seconds: number, isInside = false): number {
  const longest = isInside ? longestInsideSeconds : longestSignatureSeconds
  if (seconds >= 1 && seconds <= longest) return Math.floor(seconds)
  throw invalid(`A signed address lasts from 1 to ${longest} seconds.`)
}
