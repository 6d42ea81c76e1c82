import { createMemo, createSignal } from 'solid-js'
import type { EvidenceView, ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { AcceptedSection } from '../../../../server/modules/review/contract.ts'
import { type Key, t } from '../../../i18n/index.ts'
import { faultsOfProblem, wordProblem } from '../../../i18n/problem-words.ts'
import { request } from '../../../lib/api.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { can, me } from '../../../lib/session.ts'
import { dropToast, showToast } from '../../../ui/feedback/toasts.tsx'
import type { ItemStore } from '../meeting-store.ts'
import { orderedSections, type ShownSection } from '../result/shown-sections.ts'
import { createItemWrites } from './item-writes.ts'
import { type Decision, decided, needsNote, otherDecider, stepItem } from './review-state.ts'

/** Accepting what is stale moves its evidence to the corrected words, where it is still among them. */
function wordAccepted(wasStale: boolean, item: ItemView | undefined): Key {
  if (!wasStale) return 'item.accepted'
  return item?.stale ? 'item.acceptedStale' : 'item.acceptedAnew'
}

const said: Record<Exclude<Decision, 'accept'>, Key> = {
  reject: 'item.rejected',
  reopen: 'item.undone',
}

export interface ShownEvidence {
  itemId: string
  index: number
  evidence: EvidenceView
}

export function createReview(store: ItemStore, isReadOnly: () => boolean) {
  const [current, setCurrent] = createSignal<string>()
  const [editing, setEditing] = createSignal<string>()
  const [noting, setNoting] = createSignal<string>()
  const [shown, setShown] = createSignal<ShownEvidence>()
  const [lastActed, setLastActed] = createSignal<string>()
  const writes = createItemWrites(store)
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

  const sayProblem = (problem: Problem): void => {
    showToast({ tone: 'bad', words: [wordProblem(problem), ...faultsOfProblem(problem)].join(' ') })
  }

  /** Undo is offered for what this person changed, not for what was so already. */
  const sayDone = (id: string, words: Key, isUndoable: boolean): void => {
    if (lastToast !== undefined) dropToast(lastToast)
    lastToast = showToast({
      tone: 'plain',
      words: t(words),
      ...(isUndoable
        ? { action: { label: t('action.undo'), keyHint: 'u', run: () => void takeBack(id) } }
        : {}),
    })
    setLastActed(isUndoable ? id : undefined)
  }

  async function takeBack(id: string): Promise<void> {
    if (!mayReview()) return
    if (lastToast !== undefined) dropToast(lastToast)
    setLastActed(undefined)
    const outcome = await writes.undo(id)
    if (outcome.is === 'done') sayDone(id, 'item.undone', false)
    else if (outcome.is === 'gone')
      showToast({ tone: 'plain', words: t('failure.nothing_to_undo') })
    else if (outcome.problem.status === 412) {
      const name = otherDecider(store.findItem(id), me()?.user.id)
      showToast({
        tone: 'bad',
        words: name ? t('item.undoOvertakenBy', { name }) : t('item.undoOvertaken'),
      })
    } else sayProblem(outcome.problem)
  }

  async function decide(id: string, decision: Decision, overrideNote?: string): Promise<void> {
    const item = store.findItem(id)
    if (!item || !mayReview()) return
    const { rev: readRev, stale: wasStale } = item
    const user = me()?.user
    const by = { id: user?.id ?? '', name: user?.name ?? '' }
    const outcome = await writes.write(id, {
      readRev,
      guess: (item) => decided(item, decision, by, overrideNote),
      send: (rev) =>
        request<ItemView>('POST', `/items/${id}/${decision}`, {
          rev,
          ...(overrideNote ? { body: { overrideNote } } : {}),
        }),
    })
    if (outcome.is === 'done') {
      const words =
        decision === 'accept' ? wordAccepted(wasStale, store.findItem(id)) : said[decision]
      sayDone(id, words, outcome.isOwn && decision !== 'reopen')
    } else if (outcome.is === 'gone') return
    else if (outcome.problem.code === 'override_needed') setNoting(id)
    else sayProblem(outcome.problem)
  }

  const accept = (id: string): void => {
    const section = sections().find((one) => one.items.some((item) => item.id === id))
    const item = store.findItem(id)
    if (!section || !item || !mayReview()) return
    if (needsNote(item, section.view)) {
      setCurrent(id)
      setNoting(id)
    } else void decide(id, 'accept')
  }

  /** Saves onto the revision that the person began with; `overtaken` when it is no longer that. */
  const save = async (
    id: string,
    value: Record<string, unknown>,
    readRev: number,
  ): Promise<'saved' | 'overtaken' | 'refused'> => {
    const outcome = await writes.write(id, {
      readRev,
      guess: (item) => ({ ...item, value: { ...item.value, ...value } }),
      send: (rev) => request<ItemView>('PATCH', `/items/${id}`, { rev, body: { value } }),
    })
    if (outcome.is === 'done') {
      sayDone(id, 'item.edited', outcome.isOwn)
      return 'saved'
    }
    if (outcome.is === 'refused' && outcome.problem.status === 412) return 'overtaken'
    if (outcome.is === 'refused') sayProblem(outcome.problem)
    return 'refused'
  }

  const undo = (): void => {
    const id = current()
    const target = id && writes.canUndo(id) ? id : lastActed()
    if (target) void takeBack(target)
    else showToast({ tone: 'plain', words: t('failure.nothing_to_undo') })
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
    decide: (id: string, decision: Decision, overrideNote?: string): void =>
      void decide(id, decision, overrideNote),
    accept,
    save,
    undo,
    acceptSection,
    showEvidence,
  }
}

export type Review = ReturnType<typeof createReview>
