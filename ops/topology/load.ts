import type { Client } from '../../server/http/test/meetings.ts'

/** An organisation may send 1,200 requests a minute; both loads stay within it. */
const pauseMs = 400

export interface LoadReport {
  /** Which response statuses occurred. */
  statuses: number[]
  /** Titles of the requested meetings, and of the stored ones. */
  asked: string[]
  kept: string[]
}

/** Creates meetings and reads lists as three people at once while `work` runs; then checks what was stored. */
export async function underLoad(
  client: Client,
  name: string,
  work: () => Promise<unknown>,
): Promise<LoadReport> {
  const over = new AbortController()
  const statuses = new Set<number>()
  const asked: string[] = []
  async function write(writer: number): Promise<void> {
    for (let number = 0; !over.signal.aborted; number += 1) {
      const title = `${name} ${writer}.${number}`
      asked.push(title)
      statuses.add(await makeMeeting(client, title))
      statuses.add((await client.send('/meetings?limit=5')).status)
      await Bun.sleep(pauseMs)
    }
  }
  const writing = Promise.all([1, 2, 3].map(write))
  try {
    await work()
  } finally {
    over.abort()
  }
  await writing
  const kept = await allTitles(client, name)
  return {
    statuses: [...statuses].toSorted(),
    asked: asked.toSorted(),
    kept: kept.toSorted(),
  }
}

/**
 * Returns the status. The proxy repeats a write when an API is killed. While Postgres has not noticed that, the first
 * one is still running, and callers are told to retry with the same key.
 */
async function makeMeeting(client: Client, title: string): Promise<number> {
  const key = crypto.randomUUID()
  const body = { title, scenario: { id: 'general-minutes' }, language: 'en' }
  for (;;) {
    const made = await client.post('/meetings', body, { 'idempotency-key': key })
    if (made.status !== 409) return made.status
    const { code } = (await made.json()) as { code: string }
    if (code !== 'idempotency_in_flight') return made.status
    await Bun.sleep(Number(made.headers.get('retry-after')) * 1_000)
  }
}

async function allTitles(client: Client, name: string): Promise<string[]> {
  const titles: string[] = []
  let cursor = ''
  for (;;) {
    const page = await client.get<{ data: { title: string }[]; nextCursor: string | null }>(
      `/meetings?limit=100&q=${name}${cursor}`,
    )
    titles.push(...page.data.map(({ title }) => title))
    if (page.nextCursor === null) return titles
    cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`
  }
}
