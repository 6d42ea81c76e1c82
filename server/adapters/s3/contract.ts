import { afterAll, beforeAll, describe } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { authenticationCases, signedCases } from './contract/access.ts'
import { type Access, type Context, sdkClient } from './contract/context.ts'
import { listingCases } from './contract/listing.ts'
import { multipartCases } from './contract/multipart.ts'
import { keyCases, objectCases } from './contract/objects.ts'
import { conditionCases, readCases } from './contract/reading.ts'
import { uploadCases } from './contract/uploads.ts'
import { createStorage } from './index.ts'

/**
 * What AAM requires of every S3-compatible server: tested through our adapter where it has the operation, else through
 * the SDK (copies, conditions, exact uploads).
 */
export function storageContract(name: string, getEndpoint: () => Promise<Access>): void {
  describe(`S3 contract: ${name}`, () => {
    const context: Context = { folder: `contract-${randomBytes(6).toString('hex')}` }
    beforeAll(async () => {
      context.access = await getEndpoint()
      context.storage = createStorage(context.access)
      context.client = sdkClient(context.access)
      await context.storage.ensureBucket()
    }, 180_000)
    afterAll(async () => {
      await context.storage?.abortUploads(context.folder)
      await context.storage?.deletePrefix(context.folder)
      context.storage?.close()
      context.client?.destroy()
    })
    describe('objects', () => objectCases(context))
    describe('keys', () => keyCases(context))
    describe('ranges', () => readCases(context))
    describe('conditions', () => conditionCases(context))
    describe('listing', () => listingCases(context))
    describe('authentication', () => authenticationCases(context))
    describe('signed addresses', () => signedCases(context))
    describe('uploads in parts', () => multipartCases(context))
    describe('uploads by signed address', () => uploadCases(context))
  })
}
