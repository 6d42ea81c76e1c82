import { createMemo, createSignal } from 'solid-js'
import type { EvidenceView, ItemView } from '../../../../server/modules/analysis/contract.ts'
import { type Key, t } from '../../../i18n/index.ts'
import { faultsOfProblem, wordProblem } from '../../../i18n/problem-words.ts'
import * as api from '../../../api/items.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { can, me } from '../../../lib/session.ts'
import { dropToast, showToast } from '../../../ui/feedback/toasts.tsx'
import type { Refs } from '../item/known-people.ts'
import type { ItemStore } from '../item-store.ts'
import { orderedSections, type ShownSection } from '../shown-sections.ts'
import { type Act, createActs } from './acts.ts'
import { createItemWrites } from './item-writes.ts'
import {
  type Decision,
  decided,
  isUndecided,
  needsNote,
  nextUndecided,
  otherDecider,
  stepItem,
} from './review-state.ts'

/** Accepting what is stale moves its evidence to the corrected words, where it is still among them. */
function wordAccepted(wasStale: boolean, item: ItemView | undefined): Key {
  if (!wasStale) return 'item.accepted'
  return item?.stale ? 'item.acceptedStale' : 'item.acceptedAnew'
}

const said: Record<Exclude<Decision, 'accept'>, Key> = {
  reject: 'item.rejected',
  reopen: 'item.undone',
}

const decisions = {
  accept: api.acceptItem,
  reject: api.rejectItem,
  reopen: api.reopenItem,
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
  const writes = createItemWrites(store)
  const acts = createActs()
  let lastToast: number | undefined
  /** Where the last act led; a person who went elsewhere means what is there. */
  let ledTo: string | undefined

  const sections = createMemo((): ShownSection[] => orderedSections(store.state))
  const items = createMemo((): ItemView[] => sections().flatMap((section) => section.items))
  const itemIds = createMemo((): string[] => items().map((item) => item.id))
  const undecidedCount = createMemo((): number => items().filter(isUndecided).length)
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

  /** After an act the next thing to decide is in focus. */
  const goOn = (from: string | undefined): void => {
    const next = nextUndecided(items(), from)
    ledTo = next?.id ?? from
    if (next) focusItem(next.id)
  }

  /** Undo is offered for what this person changed, not for what was so already. */
  const sayDone = (words: string, act?: Act): void => {
    if (lastToast !== undefined) dropToast(lastToast)
    const end = undecidedCount() === 0 ? ` · ${t('meeting.allDecided')}` : ''
    lastToast = showToast({
      tone: 'plain',
      words: words + end,
      ...(act
        ? { action: { label: t('action.undo'), keyHint: 'u', run: () => void takeBack(act) } }
        : {}),
    })
  }

  async function takeBack(act: Act): Promise<void> {
    if (!mayReview()) return
    if (lastToast !== undefined) dropToast(lastToast)
    acts.drop(act)
    await (act.is === 'item' ? takeBackItem(act.id) : takeBackSection(act))
  }

  async function takeBackItem(id: string): Promise<void> {
    const outcome = await writes.undo(id)
    if (outcome.is === 'done') {
      ledTo = id
      focusItem(id)
      sayDone(t('item.undone'))
    } else if (outcome.is === 'gone')
      showToast({ tone: 'plain', words: t('failure.nothing_to_undo') })
    else if (outcome.problem.status === 412) {
      const name = otherDecider(store.findItem(id), me()?.user.id)
      showToast({
        tone: 'bad',
        words: name ? t('item.undoOvertakenBy', { name }) : t('item.undoOvertaken'),
      })
    } else sayProblem(outcome.problem)
  }

  async function takeBackSection(act: Extract<Act, { is: 'section' }>): Promise<void> {
    try {
      const undone = await api.undoItems(store.id, [...act.items])
      for (const { id, rev } of undone.items) writes.recordUndo(id, rev)
      await store.load()
      const kept = undone.changedCount
        ? ` · ${t('section.undoKept', { count: undone.changedCount })}`
        : ''
      const reopened = new Set(undone.items.map(({ id }) => id))
      ledTo = itemIds().find((id) => reopened.has(id))
      focusItem(ledTo)
      sayDone(t('section.undone', { count: undone.items.length }) + kept)
    } catch (error) {
      acts.push(act)
      sayProblem(problemOf(error))
    }
  }

  async function decide(id: string, decision: Decision, overrideNote?: string): Promise<void> {
    const item = store.findItem(id)
    if (!item || !mayReview()) return
    const { rev: readRev, stale: wasStale } = item
    const act: Act = { is: 'item', id }
    if (decision !== 'reopen') {
      acts.push(act)
      if (isUndecided(item)) goOn(id)
    }
    const user = me()?.user
    const by = { id: user?.id ?? '', name: user?.name ?? '' }
    const outcome = await writes.write(id, {
      readRev,
      guess: (item) => decided(item, decision, by, overrideNote),
      send: (rev) => decisions[decision](id, rev, overrideNote),
    })
    if (outcome.is === 'done') {
      const words =
        decision === 'accept' ? wordAccepted(wasStale, store.findItem(id)) : said[decision]
      if (!outcome.isOwn) acts.drop(act)
      sayDone(t(words), outcome.isOwn && decision !== 'reopen' ? act : undefined)
      return
    }
    acts.drop(act)
    if (outcome.is === 'gone') return
    if (outcome.problem.code === 'override_needed') setNoting(id)
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
    refs: Refs = {},
  ): Promise<'saved' | 'overtaken' | 'refused'> => {
    const outcome = await writes.write(id, {
      readRev,
      guess: (item) => ({ ...item, value: { ...item.value, ...value } }),
      send: (rev) =>
        api.updateItem(id, rev, { value, ...(Object.keys(refs).length > 0 ? { refs } : {}) }),
    })
    if (outcome.is === 'done') {
      const act: Act = { is: 'item', id }
      if (outcome.isOwn) acts.push(act)
      sayDone(t('item.edited'), outcome.isOwn ? act : undefined)
      return 'saved'
    }
    if (outcome.is === 'refused' && outcome.problem.status === 412) return 'overtaken'
    if (outcome.is === 'refused') sayProblem(outcome.problem)
    return 'refused'
  }

  const undo = (): void => {
    const id = current()
    const here = id && id !== ledTo && writes.canUndo(id)
    const act = here ? (acts.lastOfItem(id) ?? ({ is: 'item', id } as const)) : acts.last()
    if (act) void takeBack(act)
    else if (id && writes.canUndo(id)) void takeBack({ is: 'item', id })
    else showToast({ tone: 'plain', words: t('failure.nothing_to_undo') })
  }

  const acceptSection = async (name: string): Promise<void> => {
    try {
      const result = await api.acceptSection(store.id, name)
      for (const { id, rev } of result.items) writes.recordWrite(id, rev)
      const act: Act = { is: 'section', name, items: result.items }
      if (result.items.length > 0) acts.push(act)
      await store.load()
      const first = sections().find((section) => section.name === name)?.items[0]
      if (first && isUndecided(first)) {
        ledTo = first.id
        focusItem(ledTo)
      } else goOn(first?.id)
      const skipped = result.skippedCount
        ? ` · ${t('section.skipped', { count: result.skippedCount })}`
        : ''
      sayDone(
        t('section.accepted', { count: result.acceptedCount }) + skipped,
        result.items.length > 0 ? act : undefined,
      )
    } catch (error) {
      sayProblem(problemOf(error))
    }
  }

  /** How many items still stand as accepting the whole section left them. */
  const undoableInSection = (name: string): number =>
    acts.lastOfSection(name)?.items.filter(({ id, rev }) => store.findItem(id)?.rev === rev)
      .length ?? 0

  const undoSection = async (name: string): Promise<void> => {
    const act = acts.lastOfSection(name)
    if (act) await takeBack(act)
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
    undoSection,
    undoableInSection,
    undecidedCount,
    focusNextUndecided: (): void => focusItem(nextUndecided(items(), current())?.id ?? current()),
    showEvidence,
  }
}

export type Review = ReturnType<typeof createReview>
