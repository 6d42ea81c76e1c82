interface ListPage<Row> {
  data: Row[]
  nextCursor: string | null
}

export interface PagePlace {
  limit: number
  cursor?: string
}

const pageSize = 100
/** Stops at a list whose end the server never reports. */
const usualMaxPages = 20

/** Reads all pages of a list, for choices that offer each of its rows. */
export async function readAll<Row>(
  readPage: (place: PagePlace) => Promise<ListPage<Row>>,
  maxPages = usualMaxPages,
): Promise<{ data: Row[] }> {
  const data: Row[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < maxPages; pages++) {
    const page: ListPage<Row> = await readPage({
      limit: pageSize,
      ...(cursor === null ? {} : { cursor }),
    })
    data.push(...page.data)
    cursor = page.nextCursor
    if (cursor === null) break
  }
  return { data }
}
