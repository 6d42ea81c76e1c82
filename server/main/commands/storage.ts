import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startS3Server } from '../../embedded/s3/server.ts'
import { readConfig } from '../../platform/config.ts'
import { createLog } from '../../platform/log.ts'
import { type Command, CommandFailed, exitAfter, untilStopped } from '../command.ts'

const stopWithinMs = 10_000

export const command: Command = {
  usage: `Usage: bun aam storage [--folder DIR] [--home DIR]

Serves the storage that S3_ENDPOINT names (its port, on HOST) from a folder, to the key pair S3_ACCESS_KEY_ID and
S3_SECRET_ACCESS_KEY, with the bucket S3_BUCKET. Without --folder it is <home>/objects. Browsers reach it through the API
with S3_PUBLIC_ENDPOINT=/_s3; the API must then see the same folder by the same path, as the same user.`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: { folder: { type: 'string' }, home: { type: 'string' } },
    })
    const config = readConfig(values.home ? { home: values.home } : {})
    const { s3 } = config
    if (!s3) throw new CommandFailed('S3_ENDPOINT must name the storage to serve.')
    const { port, protocol } = new URL(s3.endpoint)
    if (protocol !== 'http:') {
      throw new CommandFailed('S3_ENDPOINT must start with http://: this storage serves no TLS.')
    }
    const log = createLog(config.logLevel)
    const server = await startS3Server({
      folder: values.folder ?? join(config.home, 'objects'),
      host: config.host,
      port: port === '' ? 80 : Number(port),
      bucket: s3.bucket,
      credentials: s3,
    })
    server.swept.catch((error: unknown) =>
      log.error({ err: error }, 'Leftover files could not be deleted'),
    )
    log.info({ port: server.port }, 'Storage listening')
    await untilStopped()
    exitAfter(stopWithinMs)
    await server.stop()
    return 0
  },
}
