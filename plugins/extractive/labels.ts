import { unitText, type Unit } from './units.ts'

const LEAD = String.raw`^(?:(?:so|okay|ok|right|and|then|well|now|yes|yeah|да|так|ну|итак|значит|тогда|и|хорошо)[,.]?\s+)*`
const END = String.raw`(?:\s+(?:number\s+|номер\s+)?(?:\d{1,2}|one|two|three|four|five|один|два|три|первое|второе|третье))?\s*[:–—]\s+`
const label = (names: string): RegExp => new RegExp(`${LEAD}(?:${names})${END}`, 'iu')

const LABELS = {
  decision: label(
    String.raw`(?:the |our |final |first |second |third |last |next |another |for the record,? )*(?:decision|resolution|resolved|decided|agreed)|(?:наше |общее |итоговое |первое |второе |третье |следующее |последнее )*(?:решение|решили|решено|постановили|договорились)`,
  ),
  question: label(
    String.raw`(?:the |an |one |next |another )*(?:open|unanswered|remaining) (?:question|point|issue)|(?:еще один |ещё один )?(?:открытый|нерешенный|нерешённый) вопрос|вопрос без ответа`,
  ),
}

/** Index of the first word behind "Decision:", «Открытый вопрос:» and the like at the beginning of a sentence, or -1. */
export function labelledFrom(unit: Unit, kind: keyof typeof LABELS): number {
  const match = LABELS[kind].exec(unitText(unit))
  return match ? unit.words.findIndex((word) => word.start >= unit.start + match[0].length) : -1
}
