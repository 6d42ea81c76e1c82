import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import * as api from '../../../api/items.ts'
import { type Key, t } from '../../../i18n/index.ts'
import { problemOf } from '../../../lib/problem.ts'
import { me } from '../../../lib/session.ts'
import type { Refs } from '../item/known-people.ts'
import type { ItemStore } from '../item-store.ts'
import { type ActToasts, showProblem } from './act-toasts.ts'
import type { Act, Acts } from './acts.ts'
import type { ItemWrites } from './item-writes.ts'
import { type Decider, type Decision, decided, isUndecided, needsNote } from './review-state.ts'
import type { ReviewView } from './review-view.ts'

interface DecisionDeps {
  store: ItemStore
  view: ReviewView
  acts: Acts
  writes: ItemWrites
  toasts: ActToasts
  undoAct: (act: Act) => Promise<void>
}

const requests = { accept: api.acceptItem, reject: api.rejectItem, reopen: api.reopenItem }

/** Accepting a stale item moves its evidence to the corrected words, where it is still among them. */
function doneKey(decision: Decision, wasStale: boolean, item: ItemView | undefined): Key {
  if (decision === 'reject') return 'item.rejected'
  if (decision === 'reopen') return 'item.undone'
  if (!wasStale) return 'item.accepted'
  return item?.stale ? 'item.acceptedStale' : 'item.acceptedAnew'
}

function reader(): Decider {
  const user = me()?.user
  return { id: user?.id ?? '', name: user?.name ?? '' }
}

async function decide(
  { store, view, acts, writes, toasts, undoAct }: DecisionDeps,
  id: string,
  decision: Decision,
  overrideNote?: string,
): Promise<void> {
  const item = store.findItem(id)
  if (!item || !view.mayReview()) return
  const { rev: readRev, stale: wasStale } = item
  const act: Act = { is: 'item', id }
  if (decision !== 'reopen') {
    acts.push(act)
    if (isUndecided(item)) view.advance(id)
  }
  const by = reader()
  const outcome = await writes.write(id, {
    readRev,
    guess: (known) => decided(known, decision, by, overrideNote),
    send: (rev) => requests[decision](id, rev, overrideNote),
  })
  if (outcome.is === 'done') {
    if (!outcome.isOwn) acts.drop(act)
    const canUndo = outcome.isOwn && decision !== 'reopen'
    const text = t(doneKey(decision, wasStale, store.findItem(id)))
    // Undo is offered for what this person changed, not for what was so already.
    toasts.showDone(text, canUndo ? () => void undoAct(act) : undefined)
    return
  }
  acts.drop(act)
  if (outcome.is === 'gone') return
  if (outcome.problem.code === 'override_needed') view.setNoting(id)
  else showProblem(outcome.problem)
}

async function acceptSection(deps: DecisionDeps, name: string): Promise<void> {
  const { store, view, acts, writes, toasts, undoAct } = deps
  try {
    const { items, acceptedCount, skippedCount } = await api.acceptSection(store.id, name)
    for (const { id, rev } of items) writes.recordWrite(id, rev)
    const act: Act = { is: 'section', name, items }
    if (items.length > 0) acts.push(act)
    await store.load()
    const first = view.sections().find((section) => section.name === name)?.items[0]
    if (first && isUndecided(first)) view.leadTo(first.id)
    else view.advance(first?.id)
    const skipped = skippedCount ? ` · ${t('section.skipped', { count: skippedCount })}` : ''
    toasts.showDone(
      t('section.accepted', { count: acceptedCount }) + skipped,
      items.length > 0 ? () => void undoAct(act) : undefined,
    )
  } catch (error) {
    showProblem(problemOf(error))
  }
}

async function save(
  { acts, writes, toasts, undoAct }: DecisionDeps,
  id: string,
  value: Record<string, unknown>,
  readRev: number,
  refs: Refs = {},
): Promise<'saved' | 'overtaken' | 'refused'> {
  const outcome = await writes.write(id, {
    readRev,
    guess: (item) => ({ ...item, value: { ...item.value, ...value } }),
    send: (rev) =>
      api.updateItem(id, rev, { value, ...(Object.keys(refs).length > 0 ? { refs } : {}) }),
  })
  if (outcome.is === 'done') {
    const act: Act = { is: 'item', id }
    if (outcome.isOwn) acts.push(act)
    toasts.showDone(t('item.edited'), outcome.isOwn ? () => void undoAct(act) : undefined)
    return 'saved'
  }
  if (outcome.is === 'refused' && outcome.problem.status === 412) return 'overtaken'
  if (outcome.is === 'refused') showProblem(outcome.problem)
  return 'refused'
}

export function createDecisions(deps: DecisionDeps) {
  const { store, view } = deps
  return {
    decide: (id: string, decision: Decision, overrideNote?: string): void =>
      void decide(deps, id, decision, overrideNote),
    /** Asks for a note first where the item lacks the evidence that it must have. */
    accept: (id: string): void => {
      const section = view.sections().find((one) => one.items.some((item) => item.id === id))
      const item = store.findItem(id)
      if (!section || !item || !view.mayReview()) return
      if (needsNote(item, section.view)) {
        view.setCurrent(id)
        view.setNoting(id)
      } else void decide(deps, id, 'accept')
    },
    /** Saves onto the revision that the person began with; `overtaken` when it is no longer that. */
    save: (
      id: string,
      value: Record<string, unknown>,
      readRev: number,
      refs?: Refs,
    ): ReturnType<typeof save> => save(deps, id, value, readRev, refs),
    acceptSection: (name: string): Promise<void> => acceptSection(deps, name),
  }
}
