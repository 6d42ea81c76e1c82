import { diffArrays } from 'diff'

export interface Piece {
  text: string
  differs: boolean
}

/** Texts that differ more than this have little in common, and comparing them takes seconds. */
const maxEdits = 400

/** Words of any script, the space between them, and every other sign by itself. */
const tokens = (text: string): string[] =>
  text.match(/[\p{L}\p{N}\p{M}]+|\s+|[^\p{L}\p{N}\p{M}\s]/gu) ?? []

function append(pieces: Piece[], text: string, differs: boolean): void {
  const last = pieces.at(-1)
  if (last && last.differs === differs) last.text += text
  else if (text) pieces.push({ text, differs })
}

/** Both texts in pieces, with what the other one does not have marked, word by word. */
export function diffWords(before: string, after: string): { before: Piece[]; after: Piece[] } {
  const parts = diffArrays(tokens(before), tokens(after), { maxEditLength: maxEdits })
  if (!parts) {
    return {
      before: [{ text: before, differs: true }],
      after: [{ text: after, differs: true }],
    }
  }
  const pieces: { before: Piece[]; after: Piece[] } = { before: [], after: [] }
  for (const { value, added, removed } of parts) {
    const text = value.join('')
    if (!added) append(pieces.before, text, removed)
    if (!removed) append(pieces.after, text, added)
  }
  return pieces
}
