import type { SplitLine } from './label-shape.ts'

/**
 * How a label is set off otherwise than by the colon of its file. `firm`: by what seldom stands in speech, as in
 * `He Wei; …`, `[He Wei] …`; `capitals`: `HE WEI I will …`; `timed`: `[0:12] He Wei I will …`; `dash`: by what does, as in `He Wei - …`,
 * `"He Wei" …`; `alone`: a line of its own; `bare`: hardly at all, as in `He Wei, …` and `He Wei I will …`, where only a
 * name that the file knows tells it from a sentence.
 */
export type OtherDress = 'firm' | 'capitals' | 'timed' | 'dash' | 'alone' | 'bare'

export interface DressedLabel extends SplitLine {
  dress: OtherDress
}

const LABEL = String.raw`([\p{L}\p{N}][^\n]{0,118}?)`
const TIME = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?`
const words = String.raw`(?=\S)`

const DRESSES: readonly [OtherDress, RegExp][] = [
  ['firm', String.raw`^[[({<]\s?${LABEL}\s?[\])}>]\s*[-–—:;.,|]?\s+${words}`],
  ['firm', String.raw`^(?:\*\*|__)${LABEL}\s?[:;]?(?:\*\*|__)\s*[-–—:;.,|]?\s+${words}`],
  ['firm', String.raw`^[*_]${LABEL}\s?[:;][*_]\s+${words}`],
  ['dash', String.raw`^[*_«"“„]${LABEL}\s?[*_»"”“]\s*[-–—:;.,|]?\s+${words}`],
  ['firm', String.raw`^(?:[-–—•·*+>#]{1,3}|\d{1,3}[.)])\s*${LABEL}\s?[:：]\s+${words}`],
  ['firm', String.raw`^[[(]?${TIME}[\])]?\s*[-–—,]?\s+${LABEL}\s?(?:[:：;]|\s[-–—])\s+${words}`],
  ['firm', String.raw`^${LABEL},?\s+[[(]?${TIME}[\])]?(?:\s*[-–—]?\s+${words}|$)`],
  ['firm', String.raw`^${LABEL}\s?[;；∶꞉﹕︰]\s*${words}`],
  ['firm', String.raw`^${LABEL}\s?(?:>{1,2}|»|›|→|[-=]>)\s+${words}`],
  ['dash', String.raw`^${LABEL}(?:\t+| {2,})${words}`],
  ['dash', String.raw`^${LABEL}(?:\s+[-–—―‒|=~/]|[–—―|]|-(?=\s))\s*${words}`],
].map(([dress, pattern]) => [dress as OtherDress, new RegExp(pattern as string, 'u')])

/** Something that may set a label off; most lines of speech have nothing of the kind. */
const MAY_BE_DRESSED =
  /^[[({<*_«"“„>•·+#-]|[;；∶꞉﹕︰>»›→|=~/–—―‒\t]| {2}|\s-|-\s|\d:\d\d|^\d{1,3}[.)]/u

/** Marks of a list, a mention or a time in brackets, behind which a label may stand. */
const PREFIX = new RegExp(String.raw`^(?:[@#>•·*+–—-]+\s*|\d{1,3}[.)]\s+|[[(]${TIME}[\])]\s*)`, 'u')
const CAPITALS = /^((?:\p{Lu}[\p{Lu}\p{N}.'’-]+\s+){1,4})(?=\S)/u

const IN_BRACKETS = new RegExp(String.raw`^[[(]${TIME}[\])]`)

const MAX_CHARS = 260
const MAX_NAME_CHARS = 80
const MAX_NAME_WORDS = 4

const split = (line: string, dress: OtherDress, label: string, from: number): DressedLabel => ({
  label: label.trim(),
  rest: line.slice(from).trim(),
  dress,
})

/** `NADIA I will …`: a name in capitals in front of words that are not. */
const splitCapitals = (line: string): DressedLabel[] => {
  const run = CAPITALS.exec(line.slice(0, MAX_NAME_CHARS))?.[1]
  if (!run || !/\p{Ll}/u.test(line.slice(run.length))) return []
  const parts = run.trim().split(/\s+/)
  return parts.map((_, at) => {
    const label = parts.slice(0, parts.length - at).join(' ')
    return split(line, 'capitals', label, line.indexOf(label) + label.length)
  })
}

/** `He Wei I will …`: the first words, the most first; only somebody who knows the names can tell that they are one. */
const splitWords = (line: string, dress: OtherDress): DressedLabel[] =>
  [...line.slice(0, MAX_NAME_CHARS).matchAll(/\S+\s+/gu)]
    .slice(0, MAX_NAME_WORDS)
    .toReversed()
    .map(({ index, 0: word }) => {
      const from = index + word.length
      return split(line, dress, line.slice(0, from).replace(/[.,]\s+$/, ''), from)
    })

const isLabel = (label: string): boolean => label !== '' && !/[:：]|\|$/.test(label)

/** Every way in which the line may begin with a label of another dress, the surest first. */
export function splitOtherDress(text: string): DressedLabel[] {
  const line = text.slice(0, MAX_CHARS).replace(/ {3,}/g, '  ')
  const tail = text.slice(MAX_CHARS)
  const bare = line.replace(PREFIX, '')
  const dresses = MAY_BE_DRESSED.test(line) ? DRESSES : []
  const hasTime = /\d:\d\d/.test(line)
  const found = dresses.flatMap(([dress, pattern]) => {
    const match = hasTime || !pattern.source.includes(TIME) ? pattern.exec(line) : null
    return match?.[1] ? [split(line, dress, match[1], match[0].length)] : []
  })
  const all = [
    ...found,
    ...splitCapitals(bare),
    ...(bare.length <= MAX_NAME_CHARS ? [split(bare, 'alone', bare, bare.length)] : []),
    ...splitWords(bare, IN_BRACKETS.test(line) ? 'timed' : 'bare'),
  ]
  return all
    .filter(({ label, rest }) => isLabel(label) && (tail === '' || rest !== ''))
    .map((one) => ({ ...one, rest: `${one.rest}${tail}` }))
}
