interface ListPage<Row> {
  data: Row[]
  nextCursor: string | null
}

export interface PagePlace {
  limit: number
  cursor?: string
}

const pageSize = 100
/** So that a list that never ends does not hold the page for ever. */
const mostPages = 20

/** Reads a list to its end, for what has to show all of its rows, such as a choice of people. */
export async function readAll<Row>(
  readPage: (place: PagePlace) => Promise<ListPage<Row>>,
): Promise<{ data: Row[] }> {
  const data: Row[] = []
  let cursor: string | null = null
  for (let pages = 0; pages < mostPages; pages++) {
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
