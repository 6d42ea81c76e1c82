import { readJson } from '../home.ts'
import { startS3Server } from './server.ts'

// The configuration comes from a private file: it holds the secret key.
const [, , configFile = ''] = Bun.argv
const config = readJson(configFile)

if (!isConfig(config)) {
  console.error(`No configuration for the S3 server in ${configFile}`)
  process.exit(1)
}

const server = await startS3Server({
  folder: config.folder,
  port: config.port,
  bucket: config.bucket,
  credentials: config,
})
server.swept.catch((error: unknown) => {
  console.error('The sweep of leftovers failed', error instanceof Error ? error.message : '')
})
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => void server.stop().finally(() => process.exit(0)))
}

interface Config {
  folder: string
  port: number
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

function isConfig(value: unknown): value is Config {
  if (typeof value !== 'object' || value === null) return false
  const fields = new Map<string, unknown>(Object.entries(value))
  const texts = ['folder', 'bucket', 'region', 'accessKeyId', 'secretAccessKey']
  return (
    typeof fields.get('port') === 'number' &&
    texts.every((name) => typeof fields.get(name) === 'string')
  )
}
