import { isEmptyWord, stemOf } from '../text/content.ts'
import { words } from '../text/words.ts'

/** Opposite directions, each by the beginnings of its words in English and Russian. */
const OPPOSITES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(?:rais|increas|grow|higher|повыс|повыш|увелич|подня|подним)/,
    /^(?:lower|decreas|reduc|shrink|сниз|сниж|уменьш|сократ|сокращ|опуст)/,
  ],
  [
    /^(?:approv|accept|adopt|agreed?$|одобр|принять|принима|прим[еу]|согласи|утверд|утвержд)/,
    /^(?:reject|refus|declin|отклон|отказ|отверг)/,
  ],
  [
    /^(?:keep|kept|continu|proceed|stays?$|remain|оста(?:ет|ют|вл)|продолж|сохран)/,
    /^(?:stop|cancel|abandon|postpon|delay|discontinu|отмен|отлож|перенес|перенос|прекра|остан(?:ав|ов))/,
  ],
  [/^(?:add(?:s|ed|ing)?$|добав)/, /^(?:remov|delet|удал|убра|убер|убир)/],
  [/^(?:enabl|включ)/, /^(?:disabl|выключ|отключ)/],
  [/^(?:buy|bought|purchas|купи|покуп|закуп)/, /^(?:sell|sold|прода)/],
  [/^(?:hir(?:e|es|ed|ing)$|нанять|наним|найм)/, /^(?:fire[sd]?$|firing|dismiss|layoff|увол)/],
]

/** Prefixes that reverse a word (`unstable`, `disagree`, «нестабильный»), and no others ("improve"). */
const PREFIX =
  /^(?:un(?!der|i[ft])|non|in(?=\p{L}+(?:[ai]ble|[ae]nt|plete|correct|secure|accurate|valid)$)|dis(?=agree|approv|allow|continu|connect|satisf|trust)|не(?!сколь|обход|дав|медл)(?=\p{L}+(?:ен|н[аоы]|[ыо]й|[ая]я|о[ей]|ые|ого|ым|ых)$))(?=\p{L}{5})/u
const CLAUSE_END = /[.!?;:,…—–\n]/
/** How many meaningful words after a direction name its subject. */
const REACH = 4

/** Whether a text states one direction of something of which the source states only the opposite. */
export function takesOtherWay(text: string, source: string): boolean {
  const said = foldedIn(text)
  const heard = foldedIn(source)
  return (
    OPPOSITES.some(([one, other]) => {
      const [saysOne, saysOther] = [holds(said, one), holds(said, other)]
      if (saysOne === saysOther) return false
      const [same, opposite] = saysOne ? [one, other] : [other, one]
      return (
        holds(heard, opposite) && !holds(heard, same) && areOfOneThing(said, same, source, opposite)
      )
    }) ||
    isPrefixed(said, heard) ||
    isPrefixed(heard, said)
  )
}

const foldedIn = (text: string): string[] => words(text).map(({ folded }) => folded)
const holds = (list: readonly string[], direction: RegExp): boolean =>
  list.some((word) => direction.test(word))

/** Whether a clause of the source has the opposite direction and shares a word with the text's subject. */
function areOfOneThing(said: string[], same: RegExp, source: string, opposite: RegExp): boolean {
  const telling = (list: readonly string[]): string[] =>
    list.filter((word) => !isEmptyWord(word) && !same.test(word)).map(stemOf)
  const at = said.findIndex((word) => same.test(word))
  const behind = telling(said.slice(at + 1)).slice(0, REACH)
  const about = new Set(behind.length > 0 ? behind : telling(said.slice(0, at)).slice(-REACH))
  return source.split(CLAUSE_END).some((clause) => {
    const heard = foldedIn(clause)
    return holds(heard, opposite) && heard.some((word) => about.has(stemOf(word)))
  })
}

/** Whether a word of one list is in the other without its prefix, and never with it. */
const isPrefixed = (list: readonly string[], other: readonly string[]): boolean =>
  list.some((word) => {
    const bare = word.replace(PREFIX, '')
    return bare !== word && other.includes(bare) && !list.includes(bare) && !other.includes(word)
  })
