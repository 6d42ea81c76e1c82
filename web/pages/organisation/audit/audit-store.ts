import { createEffect, createSignal, on } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { AuditRow } from '../../../../server/modules/audit/contract.ts'
import { type AuditFilter, listAudit } from '../../../api/audit.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'

const pageSize = 50

/** The rows that fit, newest first, as far as they were asked for. */
export function createAudit(filter: () => AuditFilter) {
  const [list, setList] = createStore<{ rows: AuditRow[]; nextCursor: string | null }>({
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
      const page = await listAudit(filter(), pageSize, cursor)
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
