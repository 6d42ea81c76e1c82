import { unwrap } from 'solid-js/store'
import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import { readItem, undoItem } from '../../../api/items.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import type { ItemStore } from '../item-store.ts'
import { afterUndo, afterWrite, expectedRev, type OwnWrites } from './own-writes.ts'

export interface ItemWrite {
  /** The revision that the person had before their eyes. */
  readRev: number
  /** What the item will look like; shown until the server has answered. */
  guess: (item: ItemView) => ItemView
  send: (rev: number) => Promise<ItemView>
}

export type Outcome =
  | { is: 'done'; rev: number; isOwn: boolean }
  | { is: 'refused'; problem: Problem }
  | { is: 'gone' }

/** Sends changes of items, each only onto what its author has seen, and remembers which are ours. */
export function createItemWrites(store: ItemStore) {
  const turns = new Map<string, Promise<unknown>>()
  /** Writes that the server has not answered yet; undo waits for its turn behind them. */
  const onTheWay = new Map<string, number>()
  const ownWrites = new Map<string, OwnWrites>()

  /** Writes to one item go one after the other: each needs the revision that the last one made. */
  const inTurn = <T>(id: string, job: () => Promise<T>): Promise<T> => {
    const turn = (turns.get(id) ?? Promise.resolve()).then(job)
    turns.set(id, turn)
    return turn
  }

  const put = (item: ItemView): void => {
    if (item.rev >= (store.findItem(item.id)?.rev ?? 0)) store.putItem(item)
  }

  const readAgain = async (id: string, { status }: Problem): Promise<void> => {
    if (status !== 412 && status !== 404 && status !== 409) return
    try {
      put(await readItem(id))
    } catch {
      store.loadSoon()
    }
  }

  const counted = (id: string, by: 1 | -1): void => {
    onTheWay.set(id, (onTheWay.get(id) ?? 0) + by)
  }

  const write = async (id: string, change: ItemWrite): Promise<Outcome> => {
    counted(id, 1)
    try {
      return await writeInTurn(id, change)
    } finally {
      counted(id, -1)
    }
  }

  const writeInTurn = (id: string, { readRev, guess, send }: ItemWrite): Promise<Outcome> =>
    inTurn(id, async (): Promise<Outcome> => {
      const item = store.findItem(id)
      if (!item) return { is: 'gone' }
      const before = structuredClone(unwrap(item))
      const own = ownWrites.get(id)
      const rev = expectedRev(own, readRev)
      store.putItem(guess(before))
      try {
        const after = await send(rev)
        const now = afterWrite(own, rev, after.rev)
        if (now) ownWrites.set(id, now)
        put(after)
        return { is: 'done', rev: after.rev, isOwn: after.rev !== rev }
      } catch (error) {
        const problem = problemOf(error)
        // Only our own guess is taken back; what somebody else made of it meanwhile stays.
        if (store.findItem(id)?.rev === before.rev) store.putItem(before)
        await readAgain(id, problem)
        return { is: 'refused', problem }
      }
    })

  /** Takes back the newest own change, and nothing when somebody else has changed the item since. */
  const undo = (id: string): Promise<Outcome> =>
    inTurn(id, async (): Promise<Outcome> => {
      const own = ownWrites.get(id)
      if (!own || own.undoable === 0) return { is: 'gone' }
      try {
        const after = await undoItem(id, own.rev)
        ownWrites.set(id, afterUndo(own, after.rev))
        put(after)
        return { is: 'done', rev: after.rev, isOwn: true }
      } catch (error) {
        const problem = problemOf(error)
        if (problem.status === 412) ownWrites.delete(id)
        await readAgain(id, problem)
        return { is: 'refused', problem }
      }
    })

  /** A change that was sent together with those of other items. */
  const recordWrite = (id: string, rev: number): void => {
    const own = afterWrite(ownWrites.get(id), rev - 1, rev)
    if (own) ownWrites.set(id, own)
  }
  const recordUndo = (id: string, rev: number): void => {
    const own = ownWrites.get(id)
    if (own?.rev === rev - 1 && own.undoable > 0) ownWrites.set(id, afterUndo(own, rev))
    else ownWrites.delete(id)
  }

  const canUndo = (id: string): boolean =>
    (ownWrites.get(id)?.undoable ?? 0) > 0 || (onTheWay.get(id) ?? 0) > 0

  return { write, undo, canUndo, recordWrite, recordUndo }
}
