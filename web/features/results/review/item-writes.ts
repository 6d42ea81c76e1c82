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

/** Runs jobs on one item one after the other: each needs the revision that the last one made. */
function createQueues() {
  const queues = new Map<string, Promise<unknown>>()
  return <T>(id: string, job: () => Promise<T>): Promise<T> => {
    const done = (queues.get(id) ?? Promise.resolve()).then(job)
    queues.set(id, done)
    return done
  }
}

function createPuts(store: ItemStore) {
  const put = (item: ItemView): void => {
    if (item.rev >= (store.findItem(item.id)?.rev ?? 0)) store.putItem(item)
  }
  return {
    put,
    /** Reads an item again after a refusal that shows that it is another one by now. */
    putCurrent: async (id: string, { status }: Problem): Promise<void> => {
      if (status !== 412 && status !== 404 && status !== 409) return
      try {
        put(await readItem(id))
      } catch {
        store.loadSoon()
      }
    },
  }
}

/** Sends changes of items, each only onto what its author has seen, and remembers which are ours. */
export function createItemWrites(store: ItemStore) {
  const inTurn = createQueues()
  const { put, putCurrent } = createPuts(store)
  /** Writes that the server has not answered yet; undo waits behind them. */
  const openWrites = new Map<string, number>()
  const ownWrites = new Map<string, OwnWrites>()
  const count = (id: string, by: 1 | -1): void => {
    openWrites.set(id, (openWrites.get(id) ?? 0) + by)
  }

  const send = async (id: string, { readRev, guess, send }: ItemWrite): Promise<Outcome> => {
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
      await putCurrent(id, problem)
      return { is: 'refused', problem }
    }
  }

  const sendUndo = async (id: string): Promise<Outcome> => {
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
      await putCurrent(id, problem)
      return { is: 'refused', problem }
    }
  }

  return {
    write: async (id: string, change: ItemWrite): Promise<Outcome> => {
      count(id, 1)
      try {
        return await inTurn(id, () => send(id, change))
      } finally {
        count(id, -1)
      }
    },
    /** Takes back the newest own change, and nothing when somebody else has changed the item since. */
    undo: (id: string): Promise<Outcome> => inTurn(id, () => sendUndo(id)),
    canUndo: (id: string): boolean =>
      (ownWrites.get(id)?.undoable ?? 0) > 0 || (openWrites.get(id) ?? 0) > 0,
    /** Records a change that was sent together with those of other items. */
    recordWrite: (id: string, rev: number): void => {
      const own = afterWrite(ownWrites.get(id), rev - 1, rev)
      if (own) ownWrites.set(id, own)
    },
    recordUndo: (id: string, rev: number): void => {
      const own = ownWrites.get(id)
      if (own?.rev === rev - 1 && own.undoable > 0) ownWrites.set(id, afterUndo(own, rev))
      else ownWrites.delete(id)
    },
  }
}

export type ItemWrites = ReturnType<typeof createItemWrites>
