import { afterAll, setDefaultTimeout } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storageContract } from '../../adapters/s3/contract.ts'
import { canHaveSwift, startSwift, type SwiftServer } from '../../../ops/test/swift.ts'
import { startS3Server } from './server.ts'

// Real servers on a busy machine need longer than Bun's five seconds.
setDefaultTimeout(60_000)

const folder = mkdtempSync(join(tmpdir(), 'aam-s3-contract-'))
const credentials = { accessKeyId: 'contract', secretAccessKey: 'a-secret', region: 'us-east-1' }
const embedded = await startS3Server({ folder, port: 0, credentials, bucket: 'aam' })
let swift: SwiftServer | undefined

afterAll(async () => {
  await embedded.stop()
  await swift?.stop()
  rmSync(folder, { recursive: true, force: true })
})

storageContract('embedded server', async () => ({
  ...credentials,
  endpoint: `http://127.0.0.1:${embedded.port}`,
  bucket: 'aam',
}))

// Registered only where Swift is available, as for every outside system.
if (canHaveSwift()) {
  storageContract('OpenStack Swift', async () => {
    swift = await startSwift()
    return swift.s3
  })
}
