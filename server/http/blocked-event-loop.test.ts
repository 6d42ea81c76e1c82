import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { type FreezablePart, freezeService } from '../../ops/test/freeze.ts'
import {
  eventually,
  openInstallation,
  sharedServices,
  type TestInstallation,
} from '../../ops/test/installation.ts'
import { type Client, openTenant } from './test/meetings.ts'

setDefaultTimeout(120_000)

/** Longer than any timeout for the database, Redis or the storage. */
const blockedMs = 6_000
const parts: FreezablePart[] = ['database', 'redis', 'storage']

let installation: TestInstallation
let client: Client
let home: string
beforeAll(async () => {
  ;({ home } = await sharedServices())
  installation = await openInstallation()
  client = await openTenant(installation, 'busy')
})
afterAll(() => installation.close())
beforeEach(() => eventually(async () => (await installation.request('busy', '/health/ready')).ok))

const requests = () =>
  Array.from({ length: 12 }, () => [
    client.send('/me'),
    client.send('/meetings'),
    client.send('/clients', { method: 'POST', json: { name: crypto.randomUUID() } }),
    installation.request('busy', '/health/ready'),
  ]).flat()

const refused = (answers: Response[]): string[] =>
  answers.filter(({ ok }) => !ok).map(({ status, url }) => `${status} ${new URL(url).pathname}`)

/**
 * Blocks the event loop while requests are in flight; the services are frozen for as long, so that nothing is answered.
 */
async function blockEventLoop(asked: () => Promise<Response>[]): Promise<Response[]> {
  const thaws = parts.map((part) => freezeService(home, part))
  const answers = asked()
  // Lets the requests reach the services first.
  await Bun.sleep(300)
  Bun.sleepSync(blockedMs)
  for (const thaw of thaws) thaw()
  return Promise.all(answers)
}

test('answers requests that were in flight while the event loop was blocked', async () => {
  expect(refused(await blockEventLoop(requests))).toEqual([])
})

test('answers requests that arrive after the event loop was blocked', async () => {
  await blockEventLoop(() => [])
  expect(refused(await Promise.all(requests()))).toEqual([])
})
