import { afterAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { secretNames } from './secret-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'aam-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, text: string): string {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const faultsOf = (env: Record<string, string>): string[] => {
  try {
    readConfig({}, env)
    return []
  } catch (error) {
    return (error as { faults: string[] }).faults
  }
}

test('reads a secret from the named file without the trailing line break', () => {
  const config = readConfig(
    {},
    {
      DATABASE_URL_FILE: write('database', 'postgres://aam_app:secret@db/aam\n'),
      DATABASE_ADMIN_URL_FILE: write('admin', 'postgres://aam:secret@db/aam\n'),
      MASTER_KEY_FILE: write('master', `${'k'.repeat(40)}\n`),
      REDIS_URL_FILE: write('redis', 'redis://:secret@redis:6379'),
      S3_ENDPOINT: 'http://storage:9000',
      S3_ACCESS_KEY_ID_FILE: write('s3-id', 'id'),
      S3_SECRET_ACCESS_KEY_FILE: write('s3-secret', 'secret'),
      S3_BUCKET: 'aam',
      OPENAI_API_KEY_FILE: write('openai', 'sk-file\n'),
      SMTP_URL_FILE: write('smtp', 'smtps://user:secret@mail.example.com'),
      MAIL_FROM: 'aam@example.com',
    },
  )
  expect(config).toMatchObject({
    databaseUrl: 'postgres://aam_app:secret@db/aam',
    databaseAdminUrl: 'postgres://aam:secret@db/aam',
    masterKey: 'k'.repeat(40),
    redisUrl: 'redis://:secret@redis:6379',
    s3: { accessKeyId: 'id', secretAccessKey: 'secret' },
    llm: { provider: 'openai', apiKey: 'sk-file' },
  })
  expect(config.mail).not.toBeNull()
})

test('validates a value from a file like a value that is set directly', () => {
  expect(faultsOf({ REDIS_URL_FILE: write('bad-redis', 'http://redis') })).toEqual([
    'REDIS_URL must start with redis:// or rediss:// or redis+sentinel:// or redis+cluster://',
  ])
})

test('describes a problem with the file without quoting its content', () => {
  const master = write('again', 'm'.repeat(40))
  expect(faultsOf({ MASTER_KEY: 'k'.repeat(40), MASTER_KEY_FILE: master })).toEqual([
    'MASTER_KEY and MASTER_KEY_FILE are both set: keep one of them',
  ])
  const cases = {
    [join(folder, 'nowhere')]: 'does not exist',
    [folder]: 'is not a file',
    [write('blank', ' \n')]: 'is empty',
    [write('huge', 'x'.repeat(70_000))]: 'is larger than 64 KB',
  }
  for (const [file, fault] of Object.entries(cases)) {
    expect(faultsOf({ OPENAI_API_KEY_FILE: file })).toEqual([
      `OPENAI_API_KEY_FILE: ${file} ${fault}`,
    ])
  }
})

test('every secret in the sample environment can be read from a file', async () => {
  const sample = await Bun.file(join(import.meta.dir, '../../../.env.example')).text()
  const shown = [...sample.matchAll(/^(?:# )?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name)
  const secret = shown.filter((name) => /(?:KEY|KEY_ID|KEY_PREVIOUS|PASSWORD)$/.test(name))
  expect(secret.length).toBeGreaterThan(6)
  for (const name of secret) expect(secretNames).toContain(name as never)
})
