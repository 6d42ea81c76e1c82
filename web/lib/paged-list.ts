import { createEffect, createSignal, on } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import { type Problem, problemOf } from './problem.ts'

const pageSize = 50

interface ListPage<Row> {
  data: Row[]
  nextCursor: string | null
}

/** The loaded rows that match a filter; reloaded when the filter changes. */
export function createPagedList<Row extends { id: string }, Filter extends object>(
  filter: () => Filter,
  readPage: (filter: Filter, limit: number, cursor?: string) => Promise<ListPage<Row>>,
) {
  const [list, setList] = createStore<{ rows: Row[]; nextCursor: string | null }>({
    rows: [],
    nextCursor: null,
  })
  const [ready, setReady] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const [loadingMore, setLoadingMore] = createSignal(false)
  let asked = 0

  const read = async (cursor?: string): Promise<void> => {
    asked += 1
    const mine = asked
    try {
      const page = await readPage(filter(), pageSize, cursor)
      if (mine !== asked) return
      if (cursor) setList('rows', (rows) => [...rows, ...page.data])
      else setList('rows', reconcile(page.data, { key: 'id' }))
      setList('nextCursor', page.nextCursor)
      setProblem()
    } catch (error) {
      if (mine === asked) setProblem(problemOf(error))
    } finally {
      if (mine === asked) setReady(true)
    }
  }
  const more = async (): Promise<void> => {
    if (!list.nextCursor || loadingMore()) return
    setLoadingMore(true)
    await read(list.nextCursor)
    setLoadingMore(false)
  }
  createEffect(
    on(
      () => JSON.stringify(filter()),
      () => void read(),
    ),
  )
  return { list, ready, problem, loadingMore, read, more }
}
