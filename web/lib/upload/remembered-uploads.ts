import type { FileTraits } from './match-file.ts'
import { markUploads } from './upload-flag.ts'
import type { MediaKind } from '../../../plugins/vocabulary.ts'

/** What the browser needs to resume after a reload. The bytes stay in the person's file. */
export interface RememberedUpload extends FileTraits {
  id: string
  userId: string
  meetingId: string
  /** The meeting was made for this file, so it goes when the upload is given up. */
  isOwnMeeting: boolean
  kind: MediaKind
  partSizeBytes: number
  firstPartChecksum?: string
  /** Lets the browser open the file again without being offered it. */
  handle?: FileSystemFileHandle
}

const storeName = 'open'

function openStore(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('aam.uploads', 1)
    opening.addEventListener('upgradeneeded', () => {
      opening.result.createObjectStore(storeName, { keyPath: 'id' })
    })
    opening.addEventListener('success', () => resolve(opening.result))
    opening.addEventListener('error', () => reject(opening.error))
    opening.addEventListener('blocked', () => reject(new Error('The store is in use')))
  })
}

/** Without storage (private windows) an upload does not survive a reload. */
async function inStore<T>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const database = await openStore()
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(storeName, mode)
        const asked = work(transaction.objectStore(storeName))
        transaction.addEventListener('complete', () => resolve(asked.result))
        transaction.addEventListener('error', () => reject(transaction.error))
        transaction.addEventListener('abort', () => reject(transaction.error))
      })
    } finally {
      database.close()
    }
  } catch {
    return undefined
  }
}

export const remember = async (upload: RememberedUpload): Promise<void> => {
  markUploads(true)
  await inStore('readwrite', (store) => store.put(upload))
}

export const forget = async (id: string): Promise<void> => {
  await inStore('readwrite', (store) => store.delete(id))
}

export const forgetAll = async (): Promise<void> => {
  markUploads(false)
  await inStore('readwrite', (store) => store.clear())
}

export const findRemembered = (id: string): Promise<RememberedUpload | undefined> =>
  inStore<RememberedUpload | undefined>('readonly', (store) => store.get(id))

/** Lists this person's uploads and forgets those of other people on this device. */
export async function listRemembered(userId: string): Promise<RememberedUpload[]> {
  const all = (await inStore<RememberedUpload[]>('readonly', (store) => store.getAll())) ?? []
  await Promise.all(all.filter((one) => one.userId !== userId).map(({ id }) => forget(id)))
  const own = all.filter((one) => one.userId === userId)
  if (own.length === 0) markUploads(false)
  return own
}
