import { join } from 'node:path'
import { writePrivate } from '../home.ts'
import type { ServiceSpec, StartContext } from '../supervision/service.ts'
import { superviseOnFreePort } from '../supervision/start-on-free-port.ts'

export interface S3Access {
  endpoint: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  bucket: string
}

const region = 'us-east-1'
const bucket = 'aam'

/** Starts the embedded S3 server in a process of its own, with the bucket `aam`. */
export async function startStorage(
  context: StartContext,
  keys: Pick<S3Access, 'accessKeyId' | 'secretAccessKey'>,
): Promise<S3Access> {
  const { home, onProgress } = context
  const folder = home.folder('objects')
  const access = (port: number): S3Access => ({
    endpoint: `http://127.0.0.1:${port}`,
    region,
    ...keys,
    bucket,
  })
  const port = await superviseOnFreePort(context, 'storage', (port) => {
    const configFile = join(home.runFolder, 'storage-config.json')
    writePrivate(configFile, JSON.stringify({ ...access(port), folder, port }))
    return describeStorage(configFile, access(port), port)
  })
  onProgress(`Storage is ready on 127.0.0.1:${port} (embedded, for one machine)`)
  return access(port)
}

function describeStorage(configFile: string, access: S3Access, port: number): ServiceSpec {
  return {
    title: 'Storage',
    name: 'storage',
    prefix: [],
    command: [process.execPath, join(import.meta.dir, 'main.ts'), configFile],
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin', BUN_RUNTIME_TRANSPILER_CACHE_PATH: '0' },
    port,
    isReady: () => answers(access),
    stopSignal: 'SIGTERM',
    forceSignal: 'SIGTERM',
  }
}

/** Whether the server that listens there knows our key pair. */
async function answers({ bucket, ...access }: S3Access): Promise<boolean> {
  try {
    await new Bun.S3Client({ ...access, bucket }).exists('.ready')
    return true
  } catch {
    return false
  }
}
