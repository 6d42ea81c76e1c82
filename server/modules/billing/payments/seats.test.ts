import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { eventually, testPassword } from '../../../../ops/test/installation.ts'
import { type Client, openTenant } from '../../../http/test/meetings.ts'
import type { SentInvitations } from '../../identity/invitations/contract.ts'
import { countQueuedJobs } from '../test/count-queued-jobs.ts'
import { customerOf, openPaying, type PayingInstallation, subscribe } from './test/paying.ts'

setDefaultTimeout(60_000)

let paying: PayingInstallation
beforeAll(async () => {
  paying = await openPaying()
})
afterAll(() => paying.close())

/** Accepts an invitation as a new person; returns who that is. */
async function join(client: Client): Promise<string> {
  const emails = [`mel@${client.slug}.example`]
  const sent = await client.post('/invitations', { emails, role: 'member' })
  const { data } = (await sent.json()) as SentInvitations
  const accepted = await paying.installation.request(
    client.slug,
    '/api/v1/auth/invitations/accept',
    {
      method: 'POST',
      json: { token: data[0]?.link?.split('#token=')[1], name: 'Mel', password: testPassword },
    },
  )
  expect(accepted.status).toBe(200)
  const [row] = await paying.installation.admin<{ id: string }[]>`
    select id from users where email = ${emails[0] ?? ''}`
  return row?.id ?? ''
}

test('joining, leaving and returning change the paid seats', async () => {
  const { installation, stripe } = paying
  const client = await openTenant(installation, 'seated')
  await subscribe(client, 'business')
  const customer = await customerOf(installation, 'seated')
  const areSeats = (count: number): Promise<boolean> =>
    eventually(async () => {
      const [one] = (await stripe.subscriptions.list({ customer })).data
      return one?.items.data.some(({ quantity }) => quantity === count)
    })
  await areSeats(1)
  const userId = await join(client)
  await areSeats(2)
  const change = (status: string) =>
    client.send(`/members/${userId}`, { method: 'PATCH', json: { status } })
  expect((await change('deactivated')).status).toBe(200)
  await areSeats(1)
  expect((await change('active')).status).toBe(200)
  await areSeats(2)
})

test('an organisation without payments queues nothing when people come and go', async () => {
  const { installation } = paying
  await join(await openTenant(installation, 'unseated'))
  const [row] = await installation.admin<{ id: string }[]>`
    select id from tenants where slug = 'unseated'`
  expect(await countQueuedJobs(installation, row?.id ?? '', 'billing.sync')).toBe(0)
})
