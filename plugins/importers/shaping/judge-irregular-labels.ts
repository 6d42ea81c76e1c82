import { cleanText } from './clean-text.ts'
import { isFullName, isProperName, shapeOf } from './label-shape.ts'
import { type LabelLine, type LabelPlace, type PlaceHabits, placeOf } from './label-place.ts'
import { type IrregularLabel, splitIrregularLabel } from './irregular-labels.ts'

interface JudgeOptions {
  isKnown(label: string): boolean
  countsParagraphs?: boolean
}

/** What the labels with a colon show about the file. */
interface FoundLabels {
  names: ReadonlySet<string>
  habits: PlaceHabits
  /** Lines that begin with a label, understood or not. */
  labelled: ReadonlySet<number>
}

export interface OtherLabels {
  /** Speaker and words of a line, by its text. */
  irregular: ReadonlyMap<string, { speaker: string; text: string }>
  unclear: ReadonlySet<number>
}

/** Text in brackets that is not a person: `(laughs)`, `[Music]`. */
const NOISE =
  /laugh|applau|music|inaudible|crosstalk|cross talk|pause|silence|noise|cough|sigh|unintelligible|overlapping|смех|смеё?тся|аплодисмент|музыка|неразборчиво|пауза|тишина|шум|вздыхает|кашел|перебива/iu

/** Words with which people begin to speak, which are not names. */
const INTERJECTIONS = new Set(
  `right great good fine sure exactly perfect absolutely alright maybe however anyway actually basically honestly look
  listen sorry please wait agreed correct true nope yep yup cool nice hmm uh um oh ah wow meanwhile
  отлично конечно точно смотри смотрите слушай слушайте извини извините прости пожалуйста подожди верно правильно
  супер согласен согласна понятно наверное короче кстати итак`.split(/\s+/),
)

type Verdict = { speaker: string } | 'unclear' | 'speech'

const keyOf = (name: string): string => cleanText(name).toLowerCase()

/** Recognises labels by names: by the whole name, or by one word of it. */
const readNames = (names: ReadonlySet<string>) => {
  const whole = new Map([...names].map((name) => [keyOf(name), name]))
  const parts = new Set([...whole.keys()].flatMap((key) => key.split(/[\s,]+/)))
  return {
    find: (label: string): string | undefined => whole.get(keyOf(label)),
    isPart: (label: string): boolean => label.length > 1 && parts.has(keyOf(label)),
  }
}

const DENSE_SHARE = 0.85
const MOST_SHARE = 0.7

interface JudgedBy extends Pick<PlaceHabits, 'speaksAlike'> {
  /** The whole name that the label equals, as the file writes it. */
  find(label: string): string | undefined
  /** Whether the label is one word of somebody's name. */
  isPart(label: string): boolean
  /** Whether nearly all other lines, except this many, begin with a label. */
  isDenseBeside(lineCount: number): boolean
  /** Most lines do. */
  isMostlyLabelled: boolean
  /** Whether the label begins several lines in this form. */
  isRepeated(label: string): boolean
  /** Whether labels may be on lines of their own. */
  mayStandAlone(line: LabelLine): boolean
}

type Judge = (one: IrregularLabel, by: JudgedBy) => Verdict

/** `Owen Pratt` above the words. */
const judgeAlone: Judge = ({ label }, { find, isPart, isDenseBeside }) => {
  const speaker = find(label)
  // Besides this line, the words below it have no label either.
  const isDense = isDenseBeside(2)
  if (speaker !== undefined && isDense) return { speaker }
  const isSomebody = isDense
    ? isFull(label) || isPart(label)
    : speaker !== undefined && isFull(label)
  return isSomebody ? 'unclear' : 'speech'
}

/** `Owen Pratt, I will …`, if the file knows that name. */
const judgeBare: Judge = ({ label, rest }, { isDenseBeside }) =>
  isFull(label) && isDenseBeside(1) && beginsLarge(rest) ? 'unclear' : 'speech'

/** A label whose whole name the file does not know. */
const judgeStranger = (
  { label, form, rest }: IrregularLabel,
  place: LabelPlace,
  { isPart, isRepeated, isDenseBeside, isMostlyLabelled }: JudgedBy,
): Verdict => {
  if (NOISE.test(label)) return 'speech'
  if (isPart(label)) return 'unclear'
  const isDense = isDenseBeside(1)
  if (isDense && isRepeated(label)) return { speaker: label }
  if (form === 'timed') return isDense && isName(label) && beginsLarge(rest) ? 'unclear' : 'speech'
  if (place.factCount !== null || (!place.followsSentence && !isDense)) return 'speech'
  if (form === 'firm') {
    return isName(label) || (isDense && mayBeOdd(label)) ? 'unclear' : 'speech'
  }
  // People break off with a dash too: “Conversation Time - Marked file.”
  return isName(label) && (isDense || (isMostlyLabelled && isFull(label))) ? 'unclear' : 'speech'
}

const judge = (line: LabelLine, one: IrregularLabel, by: JudgedBy): Verdict => {
  if (one.form === 'alone') return by.mayStandAlone(line) ? judgeAlone(one, by) : 'speech'
  const speaker = by.find(one.label)
  if (speaker === undefined && one.form === 'bare') return 'speech'
  const place = placeOf(line, one.rest)
  if (!by.speaksAlike(place)) return 'speech'
  if (one.form === 'bare') return judgeBare(one, by)
  if (speaker === undefined) return judgeStranger(one, place, by)
  return one.form !== 'dash' || by.isDenseBeside(1) ? { speaker } : 'unclear'
}

interface Unlabelled {
  line: LabelLine
  index: number
  found: IrregularLabel[]
}

const readOthers = (
  lines: readonly LabelLine[],
  unlabelled: readonly Unlabelled[],
  { labelled, habits }: FoundLabels,
): Pick<JudgedBy, 'isDenseBeside' | 'isMostlyLabelled' | 'isRepeated'> => {
  const opens = ({ startsParagraph }: LabelLine): boolean =>
    startsParagraph || !habits.startsParagraphs
  const mayBeLabel = (line: LabelLine, { form, label, rest }: IrregularLabel): boolean =>
    (form === 'firm' || form === 'dash') && isName(label) && habits.speaksAlike(placeOf(line, rest))
  const others = unlabelled.flatMap(({ line, found }) => {
    const label = found.find((one) => mayBeLabel(line, one))?.label
    return label === undefined ? [] : [label]
  })
  const seen = new Set<string>()
  const repeated = new Set(others.filter((label) => seen.has(label) || !seen.add(label)))
  const lineCount = lines.filter(opens).length
  const count =
    lines.filter((line, index) => opens(line) && labelled.has(index)).length + others.length
  return {
    isDenseBeside: (besideCount) => count >= (lineCount - besideCount) * DENSE_SHARE,
    isMostlyLabelled: count >= lineCount * MOST_SHARE,
    isRepeated: (label) => repeated.has(label),
  }
}

/**
 * Finds lines without the file's usual label that begin with one in another form: `He Wei; …`, `(Nadia) …`, `NADIA …`.
 * A name that the file knows is the speaker; what may be a name begins words without a speaker.
 */
export function judgeIrregularLabels(
  lines: readonly LabelLine[],
  own: FoundLabels,
  { isKnown, countsParagraphs = false }: JudgeOptions,
): OtherLabels {
  const { names, habits, labelled } = own
  const { find, isPart } = readNames(names)
  const speakers = new Map<string, string | undefined>()
  const findOrRemember = (label: string): string | undefined => {
    if (!speakers.has(label)) {
      speakers.set(label, find(label) ?? (isKnown(label) ? label : undefined))
    }
    return speakers.get(label)
  }
  const unlabelled = lines.flatMap((line, index): Unlabelled[] =>
    labelled.has(index) || (habits.startsParagraphs && !line.startsParagraph)
      ? []
      : [{ line, index, found: splitIrregularLabel(line.text) }],
  )
  const last = lines.at(-1)?.text
  const by: JudgedBy = {
    ...readOthers(lines, unlabelled, own),
    speaksAlike: habits.speaksAlike,
    find: findOrRemember,
    isPart,
    mayStandAlone: (line) => !countsParagraphs && line.text !== last,
  }
  const irregular = new Map<string, { speaker: string; text: string }>()
  const unclear = new Set<number>()
  for (const { line, index, found } of unlabelled) {
    for (const one of found) {
      const verdict = judge(line, one, by)
      if (verdict === 'unclear') unclear.add(index)
      if (typeof verdict !== 'object') continue
      irregular.set(line.text, { ...verdict, text: one.rest })
      unclear.delete(index)
      break
    }
  }
  return { irregular, unclear }
}

const beginsLarge = (words: string): boolean => /^\p{Lu}/u.test(words)

const mayBeOdd = (label: string): boolean =>
  /\p{L}/u.test(label) &&
  !INTERJECTIONS.has(keyOf(label)) &&
  ['name', 'odd', 'loose'].includes(shapeOf(label) ?? '')

const isName = (label: string): boolean =>
  shapeOf(label) === 'name' && isProperName(label) && !INTERJECTIONS.has(keyOf(label))

const isFull = (label: string): boolean => isName(label) && isFullName(label)
