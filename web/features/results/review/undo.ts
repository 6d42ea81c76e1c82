import { undoItems } from '../../../api/items.ts'
import { t } from '../../../i18n/index.ts'
import { problemOf } from '../../../lib/problem.ts'
import { me } from '../../../lib/session.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import type { ItemStore } from '../item-store.ts'
import { type ActToasts, showProblem } from './act-toasts.ts'
import type { Act, Acts, SectionAct } from './acts.ts'
import type { ItemWrites } from './item-writes.ts'
import { otherDecider } from './review-state.ts'
import type { ReviewView } from './review-view.ts'

interface UndoDeps {
  store: ItemStore
  view: ReviewView
  acts: Acts
  writes: ItemWrites
  toasts: ActToasts
}

async function undoOfItem({ store, view, writes, toasts }: UndoDeps, id: string): Promise<void> {
  const outcome = await writes.undo(id)
  if (outcome.is === 'done') {
    view.leadTo(id)
    toasts.showDone(t('item.undone'))
  } else if (outcome.is === 'gone') {
    showToast({ tone: 'plain', words: t('failure.nothing_to_undo') })
  } else if (outcome.problem.status === 412) {
    const name = otherDecider(store.findItem(id), me()?.user.id)
    const words = name ? t('item.undoOvertakenBy', { name }) : t('item.undoOvertaken')
    showToast({ tone: 'bad', words })
  } else showProblem(outcome.problem)
}

async function undoOfSection(
  { store, view, acts, writes, toasts }: UndoDeps,
  act: SectionAct,
): Promise<void> {
  try {
    const undone = await undoItems(store.id, [...act.items])
    for (const { id, rev } of undone.items) writes.recordUndo(id, rev)
    await store.load()
    const kept = undone.changedCount
      ? ` · ${t('section.undoKept', { count: undone.changedCount })}`
      : ''
    const reopened = new Set(undone.items.map(({ id }) => id))
    view.leadTo(view.itemIds().find((id) => reopened.has(id)))
    toasts.showDone(t('section.undone', { count: undone.items.length }) + kept)
  } catch (error) {
    acts.push(act)
    showProblem(problemOf(error))
  }
}

/** Takes back what this person did, as one act and only where nobody else has changed it since. */
export function createUndo(deps: UndoDeps) {
  const { store, view, acts, writes, toasts } = deps
  const undoAct = async (act: Act): Promise<void> => {
    if (!view.mayReview()) return
    toasts.dropLast()
    acts.drop(act)
    await (act.is === 'item' ? undoOfItem(deps, act.id) : undoOfSection(deps, act))
  }
  return {
    undoAct,
    /** The last act; where the person went to another item since, the last one on that item. */
    undo: (): void => {
      const id = view.current()
      const isElsewhere = id !== undefined && !view.wasLedTo(id) && writes.canUndo(id)
      const act = isElsewhere ? (acts.lastOfItem(id) ?? ({ is: 'item', id } as const)) : acts.last()
      if (act) void undoAct(act)
      else if (id && writes.canUndo(id)) void undoAct({ is: 'item', id })
      else showToast({ tone: 'plain', words: t('failure.nothing_to_undo') })
    },
    /** How many items still stand as accepting the whole section left them. */
    undoableInSection: (name: string): number =>
      acts.lastOfSection(name)?.items.filter(({ id, rev }) => store.findItem(id)?.rev === rev)
        .length ?? 0,
    undoSection: async (name: string): Promise<void> => {
      const act = acts.lastOfSection(name)
      if (act) await undoAct(act)
    },
  }
}
