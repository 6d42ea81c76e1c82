import { batch, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { CheckView, DraftView } from '../../../../server/modules/scenarios/contract.ts'
import { request } from '../../../lib/api.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { beforeSignOut } from '../../../lib/session.ts'
import { noHistory, remember, step } from './draft/history.ts'
import { dropCopy, findCopy, keepCopy } from './draft/unsaved-copy.ts'
import type { Files } from './pack/pack-files.ts'

/** How far the draft is kept; `overtaken`: somebody else saved a newer one. */
export type Saving = 'saved' | 'unsaved' | 'saving' | 'failed' | 'overtaken'
/** What stands beside the form. */
export type Side = 'trial' | 'preview' | 'json'

const saveAfterMs = 800
const checkAfterMs = 400
const tryAgainMs = 8_000

const isSame = (a: Files, b: Files): boolean => {
  const paths = Object.keys(a)
  return paths.length === Object.keys(b).length && paths.every((path) => a[path] === b[path])
}

/** A scenario's draft as it stands on the page: its files, what the checker says of them, and how far they are kept. */
export function createDraft(id: string) {
  const path = `/scenarios/${encodeURIComponent(id)}`
  const [draft, setDraft] = createSignal<DraftView>()
  const [files, showFiles] = createSignal<Files>({})
  const [check, setCheck] = createSignal<CheckView>()
  const [problem, setProblem] = createSignal<Problem>()
  const [saving, setSaving] = createSignal<Saving>('saved')
  const [isChecking, setChecking] = createSignal(false)
  const [side, showSide] = createSignal<Side>('trial')
  let history = noHistory
  const [steps, setSteps] = createSignal({ back: 0, forward: 0 })
  const isDirty = (): boolean => draft() !== undefined && files() !== draft()?.files

  const setHistory = (next: typeof history): void => {
    history = next
    setSteps({ back: next.past.length, forward: next.future.length })
  }
  /** Changes with the same key that follow at once are taken back together. */
  const setFiles = (next: Files | ((before: Files) => Files), key?: string): void => {
    const before = files()
    const after = typeof next === 'function' ? next(before) : next
    if (after === before) return
    setHistory(remember(history, before, { key, atMs: Date.now() }))
    showFiles(after)
  }
  const go = (way: 'back' | 'forward'): void => {
    const found = step(history, files(), way)
    if (!found) return
    setHistory(found.history)
    showFiles(found.files)
  }
  const take = (kept: DraftView): void => {
    batch(() => {
      setDraft(kept)
      setSaving('saved')
      showFiles(kept.files)
    })
  }
  const read = (): Promise<DraftView> => request<DraftView>('GET', `${path}/draft`)
  const load = async (): Promise<void> => {
    try {
      setProblem()
      const kept = await read()
      take(kept)
      const copy = findCopy(id)
      if (!copy || isSame(copy.files, kept.files)) dropCopy(id)
      else {
        setFiles(copy.files)
        setSaving(copy.rev === kept.rev ? 'unsaved' : 'overtaken')
      }
    } catch (error) {
      const found = problemOf(error)
      setProblem(found)
      // Published or thrown away: there is nothing left to edit.
      if (found.status === 404) setDraft()
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const saveSoon = (afterMs: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), afterMs)
  }
  const saveNow = async (): Promise<boolean> => {
    const kept = draft()
    if (!kept || saving() === 'overtaken') return false
    if (!isDirty()) return true
    const sent = files()
    setSaving('saving')
    try {
      const saved = await request<DraftView>('PUT', `${path}/draft`, {
        body: { files: sent },
        rev: kept.rev,
      })
      const isAll = files() === sent
      batch(() => {
        setDraft({ ...saved, files: sent })
        setProblem()
        setSaving(isAll ? 'saved' : 'unsaved')
      })
      if (isAll) dropCopy(id)
      else saveSoon(saveAfterMs)
      return isAll
    } catch (error) {
      const found = problemOf(error)
      setProblem(found)
      setSaving(found.status === 412 ? 'overtaken' : 'failed')
      if (found.code === 'offline' || found.status >= 500) saveSoon(tryAgainMs)
      return false
    }
  }
  let running = Promise.resolve(true)
  /** True when the server has exactly what the page shows. */
  const save = (): Promise<boolean> => {
    clearTimeout(timer)
    running = running.then(saveNow)
    return running
  }

  /** Of two newer drafts this page's one goes on; the other is written over. */
  const keepMine = async (): Promise<boolean> => {
    try {
      setDraft(await read())
      setSaving('unsaved')
      return await save()
    } catch (error) {
      setProblem(problemOf(error))
      return false
    }
  }
  /** The other one is shown; a step back brings this page's one again. */
  const takeTheirs = async (): Promise<void> => {
    try {
      const theirs = await read()
      dropCopy(id)
      setProblem()
      setHistory(remember(history, files(), { key: undefined, atMs: Date.now() }))
      take(theirs)
    } catch (error) {
      setProblem(problemOf(error))
    }
  }

  let asking: AbortController | undefined
  const recheck = async (): Promise<void> => {
    asking?.abort()
    const asked = files()
    const asker = new AbortController()
    asking = asker
    try {
      const found = await request<CheckView>('POST', `${path}/check`, {
        body: { files: asked },
        signal: asker.signal,
      })
      if (files() === asked) setCheck(found)
    } catch {
      // Saving says it when the server cannot be reached; the next change asks again.
    } finally {
      if (asking === asker) setChecking(false)
    }
  }

  let checkTimer: ReturnType<typeof setTimeout> | undefined
  createEffect(
    on(files, () => {
      if (!draft()) return
      setChecking(true)
      clearTimeout(checkTimer)
      checkTimer = setTimeout(() => void recheck(), check() ? checkAfterMs : 0)
      if (!isDirty()) {
        if (saving() !== 'overtaken') setSaving('saved')
        return
      }
      if (saving() === 'overtaken') return
      if (saving() !== 'saving') setSaving('unsaved')
      saveSoon(saveAfterMs)
    }),
  )

  const keepUnsaved = (): void => {
    const kept = draft()
    if (kept && isDirty()) keepCopy(id, { rev: kept.rev, files: files() })
  }
  const saveAgain = (): void => {
    if (saving() === 'failed') void save()
  }
  window.addEventListener('pagehide', keepUnsaved)
  window.addEventListener('online', saveAgain)
  const forgetSignOut = beforeSignOut(async () => {
    if (isDirty()) await save()
  })
  onCleanup(() => {
    window.removeEventListener('pagehide', keepUnsaved)
    window.removeEventListener('online', saveAgain)
    forgetSignOut()
    clearTimeout(checkTimer)
    asking?.abort()
    keepUnsaved()
    if (isDirty()) void save()
    else clearTimeout(timer)
  })
  void load()

  return {
    id,
    draft,
    files,
    setFiles,
    undo: () => go('back'),
    redo: () => go('forward'),
    canUndo: createMemo(() => steps().back > 0),
    canRedo: createMemo(() => steps().forward > 0),
    check,
    isChecking,
    problem,
    saving,
    isDirty,
    load,
    save,
    keepMine,
    takeTheirs,
    side,
    showSide,
  }
}

export type Draft = ReturnType<typeof createDraft>
