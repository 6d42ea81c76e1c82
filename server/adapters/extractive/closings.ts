import { has } from './forms.ts'
import type { Unit } from './units.ts'

const SETTLED = {
  en: /^ (?:(?:so|okay|ok|right|alright|well|good|great|fine|then|yeah|yes) )*((?:[^ ]+ ){1,6})it is (?:then )?$/,
  ru: /^ (?:(?:ну|все|ладно|хорошо|окей|ок|так|итак|отлично) )*(?:тогда|значит) ((?:[^ ]+ ){1,4})$/,
}
/** With these it is said what something is, what somebody does or thinks, not which one it shall be. */
const NO_CHOICE = {
  en: /(?:^| )(?:what|how|as|where|who|when|why|which|whatever|like|that|that's|if|is|are|was|not|think|know|see|say|said|sure|maybe|good|bad|true|i|you|he|she|they|we) /,
  ru: /(?:^| )(?:что|как|где|кто|когда|почему|если|не|нет|да|все|понятно|ясно|хорошо|плохо|пока|спасибо|вопрос)(?: |$)|(?:ть|ться|ешь|ишь|ете|ите|ают|яют|уют|ет|ит|ем|им|л|ла|ли|ло) /,
}

/** A choice closed in a few words: "Okay, Thursday it is then", «Тогда четверг, утро». It still needs somebody's yes. */
export function isClosing(unit: Unit): boolean {
  if (unit.isQuestion || has(unit, 'aside') || has(unit, 'personal')) return false
  const chosen = SETTLED[unit.locale].exec(unit.folded)?.[1]
  return chosen !== undefined && !NO_CHOICE[unit.locale].test(chosen)
}
