/** A piece of a recording, and what a provider answered to it. */
export interface AnsweredPiece {
  startMs: number
  endMs: number
  channel: number | null
  answer: string
}

const mark = '{"answersInPieces":1,'

/** The answers to all pieces of a recording, kept as if they were one. */
export const joinPieces = (pieces: AnsweredPiece[]): Uint8Array =>
  new TextEncoder().encode(`${mark}"pieces":${JSON.stringify(pieces)}}`)

/** Null for an answer to a whole recording. */
export const readPieces = (answer: string): AnsweredPiece[] | null =>
  answer.startsWith(mark) ? (JSON.parse(answer) as { pieces: AnsweredPiece[] }).pieces : null
