import { type FileTraits, traitsKey } from './match-file.ts'

export interface TabLock {
  release: () => void
}

const nameOf = (traits: FileTraits): string => `aam.upload.${traitsKey(traits)}`

const noLock: TabLock = { release: () => undefined }

/**
 * The right to upload this file, which one tab has at a time. Nothing when another tab has it. The
 * browser frees it when the tab closes or crashes.
 */
export function takeTabLock(traits: FileTraits): Promise<TabLock | undefined> {
  if (!('locks' in navigator)) return Promise.resolve(noLock)
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(nameOf(traits), { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(undefined)
          return undefined
        }
        return new Promise<void>((release) => resolve({ release }))
      })
      .catch(reject)
  })
}

/** Ends when no other tab uploads this file any more. */
export async function untilTabLockIsFree(traits: FileTraits, signal: AbortSignal): Promise<void> {
  if (!('locks' in navigator)) return
  await navigator.locks.request(nameOf(traits), { signal }, () => undefined)
}
