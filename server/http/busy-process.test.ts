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

/** Longer than anything waits for an answer of the database, Redis or the storage. */
const heldUpMs = 6_000
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

/** Nothing is answered while this process is held up: the services are stopped for just as long. */
async function holdUpWhile(asked: () => Promise<Response>[]): Promise<Response[]> {
  const thaws = parts.map((part) => freezeService(home, part))
  const answers = asked()
  // Until the requests wait for the services.
  await Bun.sleep(300)
  Bun.sleepSync(heldUpMs)
  for (const thaw of thaws) thaw()
  return Promise.all(answers)
}

test('requests that wait while this process is held up get their answers', async () => {
  expect(refused(await holdUpWhile(requests))).toEqual([])
})

test('nothing that comes afterwards is refused', async () => {
  await holdUpWhile(() => [])
  expect(refused(await Promise.all(requests()))).toEqual([])
})
