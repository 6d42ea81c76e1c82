import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { Redis, type RedisOptions } from 'ioredis'
import {
  openInstallation,
  type TestInstallation,
  testPassword,
} from '../../ops/test/installation.ts'
import { createStorage } from '../adapters/s3/index.ts'
import {
  type Client,
  createMeeting,
  openTenant,
  problemOf,
  readMeeting,
  talk,
} from './test/meetings.ts'
import { isUnavailable, toAppError } from './problem.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'outage')
})
afterAll(() => installation.close())

/** Returns the reason of a rejected promise. */
const rejection = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  )

test('recognises the errors of an unreachable Redis as an outage', async () => {
  const ask = async (options: RedisOptions): Promise<unknown> => {
    const redis = new Redis('redis://127.0.0.1:9', options)
    redis.on('error', () => undefined)
    const error = await rejection(redis.get('x'))
    redis.disconnect()
    return error
  }
  const faults = [
    await ask({ maxRetriesPerRequest: 1 }),
    await ask({ retryStrategy: () => null }),
    await ask({ enableOfflineQueue: false }),
  ]
  for (const fault of faults) {
    expect(isUnavailable(fault)).toBe(true)
    expect(toAppError(fault, 'UNKNOWN')).toMatchObject({ code: 'unavailable' })
  }
})

test('reports an unreachable storage and changes nothing', async () => {
  const { services } = installation
  const { id } = await createMeeting(client)
  const put = services.files.put
  const away = createStorage({ ...services.addresses.s3, endpoint: 'http://127.0.0.1:9' })
  services.files.put = away.put
  try {
    const response = await client.send(`/meetings/${id}/transcript`, { method: 'POST', body: talk })
    const { status, code } = await problemOf(response)
    expect(`${status} ${code}`).toBe('503 unavailable')
    expect(response.headers.get('retry-after')).toBe('2')
  } finally {
    services.files.put = put
  }
  expect(await readMeeting(client, id)).toMatchObject({ status: 'draft', hasTranscript: false })
})

test('reports an unreachable Redis at sign-in and keeps serving signed-in people', async () => {
  const { services } = installation
  const { commands } = services.redis
  const multi = commands.multi.bind(commands)
  commands.multi = (() => {
    throw new Error('Reached the max retries per request limit (which is 1).')
  }) as typeof commands.multi
  try {
    const response = await installation.request('outage', '/api/v1/auth/login', {
      method: 'POST',
      json: { email: 'owner@outage.example', password: testPassword },
    })
    expect((await problemOf(response)).code).toBe('unavailable')
    expect((await client.send('/me')).status).toBe(200)
  } finally {
    commands.multi = multi
  }
})

test('answers an unexpected error with a 500 that reveals only the request id', async () => {
  const { services } = installation
  const list = services.packs.listBuiltIn
  services.packs.listBuiltIn = () => {
    throw new Error('the password is hunter2')
  }
  try {
    const response = await client.send('/scenarios')
    const { status, code, detail, requestId } = await problemOf(response)
    expect(`${status} ${code}`).toBe('500 internal')
    expect(detail).toContain(requestId)
    expect(detail).not.toContain('hunter2')
  } finally {
    services.packs.listBuiltIn = list
  }
})
