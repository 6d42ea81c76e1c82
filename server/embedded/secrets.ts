import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Home, readJson, writePrivate } from './home.ts'
import { StackError } from './stack-error.ts'

const names = [
  'masterKey',
  'sessionSecret',
  'cursorSecret',
  'databaseAdminPassword',
  'databaseAppPassword',
  'redisPassword',
  's3AccessKeyId',
  's3SecretAccessKey',
] as const

/** Everything that is generated once for a home: three base64 keys of 32 bytes, and the services' passwords. */
export type HomeSecrets = Record<(typeof names)[number], string>

/** Reads the secrets of a home, or generates them if the home has no data yet. */
export function readSecrets(home: Home): HomeSecrets {
  const file = join(home.path, 'secrets.json')
  if (existsSync(file)) return parseSecrets(readJson(file), file)
  const holdsData = ['postgres/data', 'redis/data', 'objects'].some((folder) =>
    existsSync(join(home.path, folder)),
  )
  if (holdsData) throw unreadable(file, 'is missing')
  const secrets = generate()
  writePrivate(file, `${JSON.stringify(secrets, null, 2)}\n`)
  return secrets
}

function generate(): HomeSecrets {
  const key = () => randomBytes(32).toString('base64')
  const password = () => randomBytes(24).toString('base64url')
  return {
    masterKey: key(),
    sessionSecret: key(),
    cursorSecret: key(),
    databaseAdminPassword: password(),
    databaseAppPassword: password(),
    redisPassword: password(),
    s3AccessKeyId: `AAM${randomBytes(8).toString('hex').toUpperCase()}`,
    s3SecretAccessKey: password(),
  }
}

function parseSecrets(value: unknown, file: string): HomeSecrets {
  if (typeof value !== 'object' || value === null) throw unreadable(file, 'is not readable JSON')
  const found = new Map<string, unknown>(Object.entries(value))
  const secret = (name: (typeof names)[number]): string => {
    const text = found.get(name)
    if (typeof text !== 'string' || text === '') throw unreadable(file, `lacks ${name}`)
    return text
  }
  return {
    masterKey: secret('masterKey'),
    sessionSecret: secret('sessionSecret'),
    cursorSecret: secret('cursorSecret'),
    databaseAdminPassword: secret('databaseAdminPassword'),
    databaseAppPassword: secret('databaseAppPassword'),
    redisPassword: secret('redisPassword'),
    s3AccessKeyId: secret('s3AccessKeyId'),
    s3SecretAccessKey: secret('s3SecretAccessKey'),
  }
}

const unreadable = (file: string, fault: string): StackError =>
  new StackError(
    'secrets_unreadable',
    `The secrets of this installation (${file}): the file ${fault}.`,
    'Put the file back from your backup: without it the stored data cannot be opened. For a new, empty installation choose another folder with --home or AAM_HOME.',
  )
