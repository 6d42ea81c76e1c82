import { join } from 'node:path'
import type { ProcessServices } from '../../server/main/services.ts'

const cli = join(import.meta.dir, '../../server/main/cli.ts')

/** An `aam api` or `aam worker` of its own on the services of an installation. */
export interface AamProcess {
  /** What it answered a signal with, or null where another signal ended it. */
  exited: Promise<number | null>
  kill(signal: NodeJS.Signals): void
}

/** What makes a command of `aam` use the services of an installation. */
export const environmentOf = ({
  addresses,
}: Pick<ProcessServices, 'addresses'>): Record<string, string> => ({
  DATABASE_URL: addresses.databaseUrl,
  DATABASE_ADMIN_URL: addresses.adminDatabaseUrl,
  REDIS_URL: addresses.redisUrl,
  S3_ENDPOINT: addresses.s3.endpoint,
  S3_REGION: addresses.s3.region,
  S3_ACCESS_KEY_ID: addresses.s3.accessKeyId,
  S3_SECRET_ACCESS_KEY: addresses.s3.secretAccessKey,
  S3_BUCKET: addresses.s3.bucket,
  MASTER_KEY: addresses.secrets.masterKey,
  KEY_STORE: addresses.keyStore,
})

export function spawnAam(
  args: string[],
  services: Pick<ProcessServices, 'addresses'>,
  environment: Record<string, string> = {},
  /** A file for what it prints. */
  output?: string,
): AamProcess {
  const child = Bun.spawn([process.execPath, cli, ...args], {
    stdin: 'ignore',
    stdout: output === undefined ? 'ignore' : Bun.file(output),
    stderr: 'ignore',
    env: {
      ...process.env,
      ...environmentOf(services),
      LOG_LEVEL: 'error',
      DRAIN_SECONDS: '0',
      ...environment,
    },
  })
  return {
    exited: child.exited.then(() => child.exitCode),
    kill: (signal) => child.kill(signal),
  }
}

/** An API that is a process of its own on the services of an installation, without the dashboard. */
export async function spawnApi({
  addresses,
}: Pick<ProcessServices, 'addresses'>): Promise<{ port: number; stop(): Promise<void> }> {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, 'api-alone.ts')], {
    stdin: new TextEncoder().encode(JSON.stringify(addresses)),
    stdout: 'pipe',
    stderr: 'inherit',
    env: process.env,
  })
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await child.exited
  }
  let said = ''
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += chunk
    if (said.includes('\n')) return { port: Number(said.trim()), stop }
  }
  throw new Error('The API did not start.')
}
