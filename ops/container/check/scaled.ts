import { eventually } from '../../test/installation.ts'
import type { InsideNetwork } from './network.ts'
import { requestThrough } from './journey.ts'

const noticedWithinMs = 30_000
/** An address may send 600 requests a minute without being signed in. */
const pauseMs = 150

export interface ScaledApi {
  /** Whether the second API has answered a request. */
  hasAnswered(): boolean
  endFirst(): Promise<void>
}

/** The proxy finds the second API without a restart, and works on without the first one. */
export async function checkScaledApi(network: InsideNetwork, api: ScaledApi): Promise<void> {
  const request = requestThrough(`https://${network.addressOf('proxy')}:8443`, 'localhost')
  const statuses = new Map<number, number>()
  const ask = async (): Promise<void> => {
    const { status } = await request('', '/api/v1/me')
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    await Bun.sleep(pauseMs)
  }
  await eventually(async () => {
    await ask()
    return api.hasAnswered()
  }, noticedWithinMs)
  const over = new AbortController()
  const asking = (async () => {
    while (!over.signal.aborted) await ask()
  })()
  await api.endFirst()
  for (let count = 0; count < 20; count += 1) await ask()
  over.abort()
  await asking
  const counted = [...statuses].map(([status, count]) => `${count} × ${status}`).join(', ')
  console.log(`  with a second API, and then with it alone: ${counted}`)
  if ([...statuses.keys()].join() !== '401') throw new Error('requests were lost')
}
