const toneCount = 10

/** The same name has the same colour wherever it appears. */
export function toneOfName(name: string): number {
  let hash = 7
  for (const sign of name) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) % 100_003
  return (hash % toneCount) + 1
}

/** Speakers of one meeting: in order of appearance, so that neighbours differ. */
export const toneOfOrder = (index: number): number => (index % toneCount) + 1
