/** A piece of a recording and the provider's response. */
export interface AnsweredPiece {
  startMs: number
  endMs: number
  channel: number | null
  answer: string
}

const mark = '{"answersInPieces":1,'

/** The responses to all pieces of a recording, stored as one. */
export const joinPieces = (pieces: AnsweredPiece[]): Uint8Array =>
  new TextEncoder().encode(`${mark}"pieces":${JSON.stringify(pieces)}}`)

/** Returns null for the response to a whole recording. */
export const readPieces = (answer: string): AnsweredPiece[] | null =>
  answer.startsWith(mark) ? (JSON.parse(answer) as { pieces: AnsweredPiece[] }).pieces : null
