/** Changes that this person made to an item here, with nobody else's between them. */
export interface OwnWrites {
  /** The revision that the first of them was made on. */
  sinceRev: number
  /** The revision that the newest of them made. */
  rev: number
  /** How many of them undo can still take back. */
  undoable: number
}

/** After a write that was accepted; one that changed nothing leaves the revision where it was. */
export function afterWrite(
  own: OwnWrites | undefined,
  revBefore: number,
  revAfter: number,
): OwnWrites | undefined {
  if (revAfter === revBefore) return own
  if (own?.rev === revBefore) return { ...own, rev: revAfter, undoable: own.undoable + 1 }
  return { sinceRev: revBefore, rev: revAfter, undoable: 1 }
}

/** After an undo; only own changes are ever taken back, so what is left is still one's own. */
export const afterUndo = (own: OwnWrites, revAfter: number): OwnWrites => ({
  ...own,
  rev: revAfter,
  undoable: own.undoable - 1,
})

/**
 * The revision that a write must still find. What the person has seen is `readRev`; what they
 * changed themselves since then is known to them, what somebody else changed is not.
 */
export const expectedRev = (own: OwnWrites | undefined, readRev: number): number =>
  own && readRev >= own.sinceRev && readRev <= own.rev ? own.rev : readRev
