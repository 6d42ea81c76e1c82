import { batch, createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { DraftView } from '../../../../server/modules/scenarios/contract.ts'
import { t } from '../../../i18n/index.ts'
import { readDraft, saveDraft } from '../../../api/drafts.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { beforeSignOut } from '../../../lib/session.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { recreateDraft } from './draft/recreate-draft.ts'
import { createChecking } from './draft/checking.ts'
import { amend, isSame, noHistory, remember, step } from './draft/history.ts'
import { keptHistoryOf } from './draft/kept-history.ts'
import { stayFresh } from './draft/staying-fresh.ts'
import { unsavedCopyOf } from './draft/unsaved-copy.ts'
import type { Files } from './pack/pack-parts.ts'

/**
 * How far the draft is kept; `overtaken`: somebody else saved a newer one; `gone`: it was published or thrown away
 * elsewhere. In both nothing is saved until somebody has chosen.
 */
export type Saving = 'saved' | 'unsaved' | 'saving' | 'failed' | 'overtaken' | 'gone'
/** What stands beside the form. */
export type Side = 'trial' | 'preview' | 'json'

const saveAfterMs = 800
const tryAgainMs = 8_000

const savingAfter = ({ status }: Problem): Saving => (status === 404 ? 'gone' : 'failed')

/** A scenario's draft as it stands on the page: its files, what the checker says of them, and how far they are kept. */
export function createDraft(id: string) {
  const [draft, setDraft] = createSignal<DraftView>()
  const [files, showFiles] = createSignal<Files>({})
  const [problem, setProblem] = createSignal<Problem>()
  const [saving, setSaving] = createSignal<Saving>('saved')
  const checking = createChecking(id, files)
  const copy = unsavedCopyOf(id)
  const keptHistory = keptHistoryOf(id)
  /** What this page's files were made from; older than the draft once somebody else has saved. */
  let basedOnRev = 0
  /** The newer draft of somebody else, where this page's one was overtaken. */
  const [theirs, setTheirs] = createSignal<DraftView>()
  const [side, showSide] = createSignal<Side>('trial')
  let history = noHistory
  const [steps, setSteps] = createSignal({ back: 0, forward: 0 })
  const isDirty = (): boolean => draft() !== undefined && files() !== draft()?.files
  const mustChoose = (): boolean => saving() === 'overtaken' || saving() === 'gone'

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
  /** A change that is no step of its own: taking steps back leaves it as it is. */
  const amendFiles = (change: (before: Files) => Files): void => {
    setHistory(amend(history, change))
    showFiles(change(files()))
  }
  const go = (way: 'back' | 'forward'): void => {
    const found = step(history, files(), way)
    if (!found) return
    setHistory(found.history)
    showFiles(found.files)
  }
  const take = (kept: DraftView): void => {
    basedOnRev = kept.rev
    batch(() => {
      setDraft(kept)
      setSaving('saved')
      showFiles(kept.files)
    })
  }
  const read = (): Promise<DraftView> => readDraft(id)
  const overtake = (newer: DraftView): void => {
    setTheirs(newer)
    setSaving('overtaken')
  }
  const load = async (): Promise<void> => {
    try {
      setProblem()
      const kept = await read()
      take(kept)
      const own = copy.find()
      if (!own || isSame(own.files, kept.files)) copy.drop()
      else {
        basedOnRev = own.rev
        setFiles(own.files)
        if (own.rev === kept.rev) setSaving('unsaved')
        else overtake(kept)
      }
      const known = keptHistory.find(files())
      if (known) setHistory(known)
    } catch (error) {
      const found = problemOf(error)
      setProblem(found)
      // Published or thrown away: there is nothing left to edit.
      if (found.status === 404) setDraft()
    }
  }

  /** Takes up what somebody else saved, unless something here is not saved yet: then it is asked what becomes of it. */
  const look = async (): Promise<void> => {
    if (!draft() || saving() === 'saving' || saving() === 'failed' || mustChoose()) return
    const since = basedOnRev
    try {
      const found = await read()
      if (found.rev === since || basedOnRev !== since) return
      if (saving() === 'saving' || mustChoose()) return
      if (found.digest === draft()?.digest) {
        basedOnRev = found.rev
      } else if (isDirty()) {
        overtake(found)
      } else {
        setHistory(noHistory)
        take(found)
        showToast({ tone: 'plain', words: t('editor.refreshed') })
      }
    } catch (error) {
      const found = problemOf(error)
      if (found.status !== 404 || saving() === 'saving') return
      if (isDirty()) {
        setSaving('gone')
        return
      }
      setProblem(found)
      setDraft()
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const saveSoon = (afterMs: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), afterMs)
  }
  const takeSaved = (saved: DraftView, sent: Files): boolean => {
    basedOnRev = saved.rev
    const isAll = files() === sent
    batch(() => {
      setDraft({ ...saved, files: sent })
      setProblem()
      setSaving(isAll ? 'saved' : 'unsaved')
    })
    if (isAll) copy.drop()
    else saveSoon(saveAfterMs)
    return isAll
  }
  /** Why a save met another revision: a newer draft, none any more, or this very one, whose answer was lost on the way. */
  const meetTheirs = async (sent: Files): Promise<boolean> => {
    try {
      const found = await read()
      if (isSame(found.files, sent)) return takeSaved(found, sent)
      overtake(found)
    } catch (error) {
      setSaving(problemOf(error).status === 404 ? 'gone' : 'overtaken')
    }
    return false
  }
  const saveNow = async (): Promise<boolean> => {
    if (!draft() || mustChoose()) return false
    if (!isDirty()) return true
    const sent = files()
    setSaving('saving')
    try {
      return takeSaved(await saveDraft(id, sent, basedOnRev), sent)
    } catch (error) {
      const found = problemOf(error)
      setProblem(found)
      if (found.status === 412) return meetTheirs(sent)
      setSaving(savingAfter(found))
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
  const keepMine = async (): Promise<Problem | undefined> => {
    try {
      const newest = await read()
      basedOnRev = newest.rev
      setDraft(newest)
      setSaving('unsaved')
      await save()
      return undefined
    } catch (error) {
      return failedChoice(error)
    }
  }
  /** The other one is shown; a step back brings this page's one again. */
  const takeTheirs = async (): Promise<Problem | undefined> => {
    try {
      const newest = await read()
      copy.drop()
      setProblem()
      setHistory(remember(history, files(), { key: undefined, atMs: Date.now() }))
      take(newest)
      return undefined
    } catch (error) {
      return failedChoice(error)
    }
  }
  /** Where the draft is gone, this page's one begins the next; where somebody has begun it already, that is asked first. */
  const beginAgain = async (): Promise<Problem | undefined> => {
    const sent = files()
    try {
      const begun = await recreateDraft(id, sent)
      if (begun) takeSaved(begun, sent)
      else overtake(await read())
      return undefined
    } catch (error) {
      return problemOf(error)
    }
  }
  const dropMine = (): void => {
    copy.drop()
    const kept = draft()
    if (kept) take(kept)
  }
  const failedChoice = (error: unknown): Problem | undefined => {
    const found = problemOf(error)
    if (found.status !== 404) return found
    setSaving('gone')
    return undefined
  }

  createEffect(
    on(files, () => {
      if (!draft()) return
      checking.checkSoon()
      if (mustChoose()) return
      if (!isDirty()) {
        setSaving('saved')
        return
      }
      if (saving() !== 'saving') setSaving('unsaved')
      saveSoon(saveAfterMs)
    }),
  )

  let isSignedOut = false
  const keepUnsaved = (): void => {
    if (isDirty() && !isSignedOut) copy.keep({ rev: basedOnRev, files: files() })
  }
  const saveAgain = (): void => {
    if (saving() === 'failed') void save()
  }
  window.addEventListener('pagehide', keepUnsaved)
  window.addEventListener('online', saveAgain)
  const forgetSignOut = beforeSignOut(async () => {
    if (isDirty()) await save()
    isSignedOut = true
  })
  onCleanup(() => {
    window.removeEventListener('pagehide', keepUnsaved)
    window.removeEventListener('online', saveAgain)
    forgetSignOut()
    keepUnsaved()
    keptHistory.keep(files(), history)
    if (isDirty() && !isSignedOut) void save()
    else clearTimeout(timer)
  })
  stayFresh(look)
  void load()

  return {
    id,
    draft,
    files,
    setFiles,
    amendFiles,
    undo: () => go('back'),
    redo: () => go('forward'),
    canUndo: createMemo(() => steps().back > 0),
    canRedo: createMemo(() => steps().forward > 0),
    check: checking.check,
    isChecking: checking.isChecking,
    checkProblem: checking.problem,
    recheck: checking.recheck,
    problem,
    saving,
    theirs,
    isDirty,
    load,
    save,
    keepMine,
    takeTheirs,
    beginAgain,
    dropMine,
    side,
    showSide,
  }
}

export type Draft = ReturnType<typeof createDraft>
