import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyStore, StoredKeys, WrappedKey } from './key-store.ts'

const tenantPattern = /^[0-9a-f-]{36}$/i

/**
 * Stores wrapped keys in one file per tenant, readable only by its owner (0600 in a 0700 folder). A new file is written
 * to a temporary name and hard-linked into place, so that processes that create a key concurrently agree on the first.
 * All processes of an installation must share the folder.
 */
export function createFileKeyStore(folder: string): KeyStore {
  const fileOf = (tenantId: string): string => {
    if (!tenantPattern.test(tenantId)) throw new RangeError('This is no tenant id.')
    return join(folder, `${tenantId.toLowerCase()}.json`)
  }
  return {
    async find(tenantId) {
      try {
        return toKeys(JSON.parse(await readFile(fileOf(tenantId), 'utf8')) as StoredKeys | OneKey)
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return undefined
        throw error
      }
    },
    async create(tenantId, keys) {
      const file = fileOf(tenantId)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const aside = `${file}.${crypto.randomUUID()}`
      await writeWhole(aside, `${JSON.stringify(keys)}\n`)
      try {
        await link(aside, file)
        await syncFolder(folder)
        return true
      } catch (error) {
        if (codeOf(error) === 'EEXIST') return false
        throw error
      } finally {
        await unlink(aside)
      }
    },
    async replace(tenantId, keys) {
      const file = fileOf(tenantId)
      const aside = `${file}.${crypto.randomUUID()}`
      await writeWhole(aside, `${JSON.stringify(keys)}\n`)
      await rename(aside, file)
      await syncFolder(folder)
    },
  }
}

/** The older file format with a single key. */
type OneKey = WrappedKey & { version: 1 }

const toKeys = (stored: StoredKeys | OneKey): StoredKeys => {
  if (stored.version === 2) return stored
  const { nonce, wrapped, createdAt } = stored
  return { version: 2, keys: [{ nonce, wrapped, createdAt }] }
}

async function writeWhole(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes a new file durable: a key that has sealed data must survive a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code
