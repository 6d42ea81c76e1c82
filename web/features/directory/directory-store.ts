import { createEffect, createSignal, on } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import { type Problem, problemOf } from '../../lib/problem.ts'

interface Page<T> {
  data: T[]
  nextCursor: string | null
}

interface Calls<T, Body, Query> {
  list: (query: Query & { limit: number; cursor?: string }) => Promise<Page<T>>
  create: (body: Body) => Promise<T>
  change: (entry: T, body: Body) => Promise<T>
}

const pageSize = 50

/** A searchable, paged list of the directory, which is read again after each change. */
export function createDirectory<
  T extends { id: string; rev: number },
  Body,
  Query extends Record<string, string>,
>(calls: Calls<T, Body, Query>, query: () => Query) {
  const [list, setList] = createStore<{ data: T[] }>({ data: [] })
  const [cursor, setCursor] = createSignal<string | null>(null)
  const [ready, setReady] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  let asked = 0

  const read = async (from?: string): Promise<void> => {
    asked += 1
    const mine = asked
    try {
      const page = await calls.list({
        ...query(),
        limit: pageSize,
        ...(from === undefined ? {} : { cursor: from }),
      })
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

  const save = async (entry: T | undefined, body: Body): Promise<void> => {
    await (entry ? calls.change(entry, body) : calls.create(body))
    await read()
  }
  return { list, cursor, ready, problem, read, save }
}

/** The part of a directory that its frame shows. */
export type Directory<T extends { id: string; rev: number }> = Pick<
  ReturnType<typeof createDirectory<T, unknown, Record<string, string>>>,
  'list' | 'cursor' | 'ready' | 'problem' | 'read'
>
