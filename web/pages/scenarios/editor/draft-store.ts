import { createEffect, createSignal, on } from 'solid-js'
import type { CheckView, DraftView } from '../../../../server/modules/scenarios/contract.ts'
import { request } from '../../../lib/api.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'

/** A scenario's draft as it stands on the page: its files, what the checker says of them, and how far they are kept. */
export function createDraft(id: string) {
  const path = `/scenarios/${encodeURIComponent(id)}`
  const [draft, setDraft] = createSignal<DraftView>()
  const [files, setFiles] = createSignal<Record<string, string>>({})
  const [check, setCheck] = createSignal<CheckView>()
  const [problem, setProblem] = createSignal<Problem>()
  const isDirty = (): boolean => draft() !== undefined && files() !== draft()?.files

  const take = (kept: DraftView): void => {
    setDraft(kept)
    setFiles(kept.files)
  }
  const load = async (): Promise<void> => {
    try {
      setProblem()
      take(await request<DraftView>('GET', `${path}/draft`))
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  /** True when the server has exactly what the page shows. */
  const save = async (): Promise<boolean> => {
    const kept = draft()
    if (!kept) return false
    if (!isDirty()) return true
    const sent = files()
    try {
      const saved = await request<DraftView>('PUT', `${path}/draft`, {
        body: { files: sent },
        rev: kept.rev,
      })
      setDraft({ ...saved, files: sent })
      return files() === sent
    } catch (error) {
      setProblem(problemOf(error))
      return false
    }
  }
  const recheck = async (): Promise<void> => {
    const asked = files()
    const found = await request<CheckView>('POST', `${path}/check`, { body: { files: asked } })
    if (files() === asked) setCheck(found)
  }
  createEffect(on(files, () => draft() && void recheck(), { defer: true }))
  void load()

  return { id, draft, files, setFiles, check, problem, isDirty, load, save }
}

export type Draft = ReturnType<typeof createDraft>
