import { expect } from 'bun:test'
import { type Client, refusalOf } from './meetings.ts'

interface ListPage {
  data: { id: string }[]
  nextCursor: string | null
  hasMore: boolean
}

/** Reads a list two rows at a time and returns its ids; `between` runs after the first page. */
export async function readByTwos(
  client: Client,
  path: string,
  between: () => Promise<unknown>,
): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const at: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: ListPage = await client.get(`${path}?limit=2${at}`)
    expect(page.hasMore).toBe(page.nextCursor !== null)
    if (cursor === null) await between()
    ids.push(...page.data.map(({ id }) => id))
    cursor = page.nextCursor
  } while (cursor !== null)
  return ids
}

/** Checks that `path` rejects a cursor of the list `other` and an altered one of its own. Both lists need two rows. */
export async function expectForeignCursorsRejected(client: Client, path: string, other: string) {
  const cursorOf = async (list: string) =>
    (await client.get<ListPage>(`${list}?limit=1`)).nextCursor ?? ''
  const own = await cursorOf(path)
  const altered = (own.startsWith('A') ? 'B' : 'A') + own.slice(1)
  for (const cursor of [await cursorOf(other), altered]) {
    expect(cursor).toContain('.')
    const refused = await client.send(`${path}?cursor=${encodeURIComponent(cursor)}`)
    expect(await refusalOf(refused)).toBe('422 invalid_request')
  }
}
