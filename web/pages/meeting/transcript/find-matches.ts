export interface Match {
  /** Index of the segment in the list. */
  index: number
  start: number
  end: number
}

/** Enough matches to step through; the count then ends in “+”. */
export const maxMatches = 999

/** Folds letter by letter, so that places in the folded text are places in the text. */
export function foldText(text: string): string {
  let folded = ''
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charAt(at)
    const lower = unit.toLowerCase()
    folded += lower === 'ё' ? 'е' : lower.length === 1 ? lower : unit
  }
  return folded
}

/** Every place where the words occur, whatever the case and whether ё is written as е. */
export function findMatches(folded: readonly string[], words: string): Match[] {
  const wanted = foldText(words.trim())
  if (!wanted) return []
  const matches: Match[] = []
  for (const [index, text] of folded.entries()) {
    let at = text.indexOf(wanted)
    while (at >= 0) {
      matches.push({ index, start: at, end: at + wanted.length })
      if (matches.length >= maxMatches) return matches
      at = text.indexOf(wanted, at + wanted.length)
    }
  }
  return matches
}

/** The match to show first: the next one from where the reader is. */
export function firstMatchFrom(matches: readonly Match[], segmentIndex: number): number {
  const at = matches.findIndex((match) => match.index >= segmentIndex)
  return Math.max(0, at)
}
