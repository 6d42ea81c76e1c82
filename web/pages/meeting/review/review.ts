import { createMemo, createSignal } from 'solid-js'
import { unwrap } from 'solid-js/store'
import type { EvidenceView, ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { AcceptedSection } from '../../../../server/modules/review/contract.ts'
import { type Key, t } from '../../../i18n/index.ts'
import { faultsOfProblem, wordProblem } from '../../../i18n/problem-words.ts'
import { request } from '../../../lib/api.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can, me } from '../../../lib/session.ts'
import { dropToast, showToast } from '../../../ui/feedback/toasts.tsx'
import type { MeetingStore } from '../meeting-store.ts'
import { orderedSections, type ShownSection } from '../result/shown-sections.ts'
import { type Decision, decided, needsNote, stepItem } from './review-state.ts'

const said: Record<Decision, Key> = {
  accept: 'item.accepted',
  reject: 'item.rejected',
  reopen: 'item.undone',
  undo: 'item.undone',
}

export interface ShownEvidence {
  itemId: string
  index: number
  evidence: EvidenceView
}

export function createReview(store: MeetingStore, isReadOnly: () => boolean) {
  const [current, setCurrent] = createSignal<string>()
  const [editing, setEditing] = createSignal<string>()
  const [noting, setNoting] = createSignal<string>()
  const [shown, setShown] = createSignal<ShownEvidence>()
  const [lastActed, setLastActed] = createSignal<string>()
  const writes = new Map<string, Promise<void>>()
  let lastToast: number | undefined

  const sections = createMemo((): ShownSection[] => orderedSections(store.state))
  const itemIds = createMemo((): string[] =>
    sections().flatMap((section) => section.items.map((item) => item.id)),
  )
  const mayReview = (): boolean =>
    !isReadOnly() && store.state.meeting?.status === 'in_review' && can('meetings:write')

  const focusItem = (id: string | undefined): void => {
    if (!id) return
    setCurrent(id)
    const row = document.getElementById(`item-${id}`)
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }

  const offerUndo = (id: string, decision: Decision): void => {
    if (lastToast !== undefined) dropToast(lastToast)
    const undoable = decision === 'accept' || decision === 'reject'
    lastToast = showToast({
      tone: 'plain',
      words: t(said[decision]),
      ...(undoable
        ? { action: { label: t('action.undo'), keyHint: 'u', run: () => decide(id, 'undo') } }
        : {}),
    })
  }

  const recover = async (id: string, before: ItemView, error: unknown): Promise<void> => {
    const problem = problemOf(error)
    // Only our own guess is taken back; what somebody else made of it meanwhile stays.
    if (store.findItem(id)?.rev === before.rev) store.putItem(before)
    if (problem.code === 'override_needed') setNoting(id)
    else
      showToast({
        tone: 'bad',
        words: [wordProblem(problem), ...faultsOfProblem(problem)].join(' '),
      })
    if (problem.status !== 412 && problem.status !== 404 && problem.status !== 409) return
    try {
      store.putItem(await request<ItemView>('GET', `/items/${id}`))
    } catch {
      store.loadSoon()
    }
  }

  const write = async (
    id: string,
    guess: (item: ItemView) => ItemView,
    send: (item: ItemView) => Promise<ItemView>,
  ): Promise<boolean> => {
    const item = store.findItem(id)
    if (!item) return false
    const before = structuredClone(unwrap(item))
    store.putItem(guess(before))
    try {
      store.putItem(await send(before))
      return true
    } catch (error) {
      await recover(id, before, error)
      return false
    }
  }

  /** Writes to one item go one after the other: each needs the revision that the last one made. */
  const inTurn = (id: string, job: () => Promise<void>): void => {
    const turn = (writes.get(id) ?? Promise.resolve()).then(job)
    writes.set(id, turn)
  }

  function decide(id: string, decision: Decision, overrideNote?: string): void {
    if (!mayReview()) return
    const user = me()?.user
    inTurn(id, async () => {
      const done = await write(
        id,
        (item) =>
          decided(item, decision, { id: user?.id ?? '', name: user?.name ?? '' }, overrideNote),
        (item) =>
          request<ItemView>('POST', `/items/${id}/${decision}`, {
            rev: item.rev,
            ...(overrideNote ? { body: { overrideNote } } : {}),
          }),
      )
      if (!done) return
      setLastActed(decision === 'accept' || decision === 'reject' ? id : undefined)
      offerUndo(id, decision)
    })
  }

  const accept = (id: string): void => {
    const section = sections().find((one) => one.items.some((item) => item.id === id))
    const item = store.findItem(id)
    if (!section || !item || !mayReview()) return
    if (needsNote(item, section.view.evidence)) {
      setCurrent(id)
      setNoting(id)
    } else decide(id, 'accept')
  }

  const save = (id: string, value: Record<string, unknown>): Promise<boolean> =>
    new Promise((resolve) => {
      inTurn(id, async () => {
        const done = await write(
          id,
          (item) => ({ ...item, value: { ...item.value, ...value } }),
          (item) => request<ItemView>('PATCH', `/items/${id}`, { rev: item.rev, body: { value } }),
        )
        if (done) {
          setLastActed(id)
          showToast({
            tone: 'plain',
            words: t('item.edited'),
            action: { label: t('action.undo'), keyHint: 'u', run: () => decide(id, 'undo') },
          })
        }
        resolve(done)
      })
    })

  const undo = (): void => {
    const id = current()
    const item = id ? store.findItem(id) : undefined
    const target = item?.canUndo ? item.id : lastActed()
    if (target) decide(target, 'undo')
  }

  const acceptSection = async (name: string): Promise<void> => {
    try {
      const result = await request<AcceptedSection>(
        'POST',
        `/meetings/${store.id}/sections/${encodeURIComponent(name)}/accept`,
      )
      const skipped = result.skippedCount
        ? ` · ${t('section.skipped', { count: result.skippedCount })}`
        : ''
      showToast({
        tone: 'plain',
        words: t('section.accepted', { count: result.acceptedCount }) + skipped,
      })
      await store.load()
    } catch (error) {
      showToast({ tone: 'bad', words: wordProblem(problemOf(error)) })
    }
  }

  const showEvidence = (itemId: string, index: number): void => {
    const evidence = store.findItem(itemId)?.evidence[index]
    if (!evidence) return
    setCurrent(itemId)
    // A new object each time, so that a second click scrolls there again.
    setShown({ itemId, index, evidence: { ...evidence } })
  }

  return {
    sections,
    itemIds,
    current,
    setCurrent,
    editing,
    setEditing,
    noting,
    setNoting,
    shown,
    setShown,
    mayReview,
    focusItem,
    step: (by: 1 | -1): void => focusItem(stepItem(itemIds(), current(), by)),
    decide,
    accept,
    save,
    undo,
    acceptSection,
    showEvidence,
  }
}

export type Review = ReturnType<typeof createReview>
