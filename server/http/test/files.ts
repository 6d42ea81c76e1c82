import { S3Client } from 'bun'
import type { TestInstallation } from '../../../ops/test/installation.ts'

const storageOf = ({ services }: TestInstallation) => new S3Client(services.addresses.s3)

/** Keys in storage that hold `part`. */
export async function listFiles(installation: TestInstallation, part: string): Promise<string[]> {
  const { contents = [] } = await storageOf(installation).list({ prefix: 'tenants/' })
  return contents.map(({ key }) => key).filter((key) => key.includes(part))
}

export const readFile = (installation: TestInstallation, key: string): Promise<Uint8Array> =>
  storageOf(installation).file(key).bytes()
