import type { SplitLine } from './label-shape.ts'

/**
 * How a label is set off otherwise than by the colon of its file. `firm`: by what seldom stands in speech, as in
 * `He Wei; …`, `[He Wei] …`; `capitals`: `HE WEI I will …`; `timed`: `[0:12] He Wei I will …`; `dash`: by what does, as in `He Wei - …`,
 * `"He Wei" …`; `alone`: a line of its own; `bare`: hardly at all, as in `He Wei, …` and `He Wei I will …`, where only a
 * name that the file knows tells it from a sentence.
 */
export type IrregularForm = 'firm' | 'capitals' | 'timed' | 'dash' | 'alone' | 'bare'

export interface IrregularLabel extends SplitLine {
  form: IrregularForm
}

const LABEL = String.raw`([\p{L}\p{N}][^\n]{0,118}?)`
const TIME = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?`
const words = String.raw`(?=\S)`

const FORMS: readonly [IrregularForm, RegExp][] = [
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
].map(([form, pattern]) => [form as IrregularForm, new RegExp(pattern as string, 'u')])

/** A character that may separate a label; most lines of speech have none. */
const MAY_BE_IRREGULAR =
  /^[[({<*_«"“„>•·+#-]|[;；∶꞉﹕︰>»›→|=~/–—―‒\t]| {2}|\s-|-\s|\d:\d\d|^\d{1,3}[.)]/u

/** Bullets, mentions or times in brackets, after which a label may follow. */
const PREFIX = new RegExp(String.raw`^(?:[@#>•·*+–—-]+\s*|\d{1,3}[.)]\s+|[[(]${TIME}[\])]\s*)`, 'u')
const CAPITALS = /^((?:\p{Lu}[\p{Lu}\p{N}.'’-]+\s+){1,4})(?=\S)/u

const IN_BRACKETS = new RegExp(String.raw`^[[(]${TIME}[\])]`)

const MAX_CHARS = 260
const MAX_NAME_CHARS = 80
const MAX_NAME_WORDS = 4

const split = (line: string, form: IrregularForm, label: string, from: number): IrregularLabel => ({
  label: label.trim(),
  rest: line.slice(from).trim(),
  form,
})

/** `NADIA I will …`: a name in capitals before words that are not. */
const splitCapitals = (line: string): IrregularLabel[] => {
  const run = CAPITALS.exec(line.slice(0, MAX_NAME_CHARS))?.[1]
  if (!run || !/\p{Ll}/u.test(line.slice(run.length))) return []
  const parts = run.trim().split(/\s+/)
  return parts.map((_, at) => {
    const label = parts.slice(0, parts.length - at).join(' ')
    return split(line, 'capitals', label, line.indexOf(label) + label.length)
  })
}

/** `He Wei I will …`: the first words, the longest first; only known names can show that they are one. */
const splitWords = (line: string, form: IrregularForm): IrregularLabel[] =>
  [...line.slice(0, MAX_NAME_CHARS).matchAll(/\S+\s+/gu)]
    .slice(0, MAX_NAME_WORDS)
    .toReversed()
    .map(({ index, 0: word }) => {
      const from = index + word.length
      return split(line, form, line.slice(0, from).replace(/[.,]\s+$/, ''), from)
    })

const isLabel = (label: string): boolean => label !== '' && !/[:：]|\|$/.test(label)

/** Every way in which the line may begin with a label in another form, the most certain first. */
export function splitIrregularLabel(text: string): IrregularLabel[] {
  const line = text.slice(0, MAX_CHARS).replace(/ {3,}/g, '  ')
  const tail = text.slice(MAX_CHARS)
  const bare = line.replace(PREFIX, '')
  const forms = MAY_BE_IRREGULAR.test(line) ? FORMS : []
  const hasTime = /\d:\d\d/.test(line)
  const found = forms.flatMap(([form, pattern]) => {
    const match = hasTime || !pattern.source.includes(TIME) ? pattern.exec(line) : null
    return match?.[1] ? [split(line, form, match[1], match[0].length)] : []
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
