import { createEffect, createSignal, on } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import { request, withQuery } from '../../lib/api.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'

interface Page<T> {
  data: T[]
  nextCursor: string | null
}

const pageSize = 50

/** A list of the directory: search, pages, and what changes here is read again. */
export function createDirectory<T extends { id: string; rev: number }>(
  path: string,
  query: () => Record<string, string>,
) {
  const [list, setList] = createStore<{ data: T[] }>({ data: [] })
  const [cursor, setCursor] = createSignal<string | null>(null)
  const [ready, setReady] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  let asked = 0

  const read = async (from?: string): Promise<void> => {
    asked += 1
    const mine = asked
    try {
      const page = await request<Page<T>>(
        'GET',
        withQuery(path, { ...query(), limit: pageSize, cursor: from }),
      )
      if (mine !== asked) return
      const data = from ? [...list.data, ...page.data] : page.data
      setList({ data: reconcile(data, { key: 'id' })(list.data) })
      setCursor(page.nextCursor)
      setProblem()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      if (mine === asked) setReady(true)
    }
  }
  createEffect(
    on(
      () => JSON.stringify(query()),
      () => void read(),
    ),
  )

  const save = async (entry: T | undefined, body: unknown): Promise<void> => {
    if (entry) await request('PATCH', `${path}/${entry.id}`, { rev: entry.rev, body })
    else await request('POST', path, { body })
    await read()
  }
  const remove = async (entry: T): Promise<void> => {
    await request('DELETE', `${path}/${entry.id}`, { rev: entry.rev })
    await read()
  }
  return { list, cursor, ready, problem, read, save, remove }
}

export type Directory<T extends { id: string; rev: number }> = ReturnType<typeof createDirectory<T>>
