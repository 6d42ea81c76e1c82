import { S3Client } from 'bun'
import type { TestInstallation } from '../../../ops/test/installation.ts'

const storageOf = ({ services }: TestInstallation) => new S3Client(services.addresses.s3)

/** Keys in storage that contain `part`. */
export async function listFiles(installation: TestInstallation, part: string): Promise<string[]> {
  const storage = storageOf(installation)
  const keys: string[] = []
  // A page has a thousand keys, and other tests use the same storage.
  for (let startAfter: string | undefined, hasMore = true; hasMore;) {
    const page = await storage.list({ prefix: 'tenants/', ...(startAfter ? { startAfter } : {}) })
    keys.push(...(page.contents ?? []).map(({ key }) => key))
    startAfter = keys.at(-1)
    hasMore = page.isTruncated ?? false
  }
  return keys.filter((key) => key.includes(part))
}

export const readFile = (installation: TestInstallation, key: string): Promise<Uint8Array> =>
  storageOf(installation).file(key).bytes()
