import { has } from './forms.ts'
import type { Unit } from './units.ts'

const SETTLED = {
  en: /^ (?:(?:so|okay|ok|right|alright|all right|well|good|great|fine|then|yeah|yes) )*((?:[^ ]+ ){1,6})it is (?:then )?$/,
  ru: /^ (?:(?:ну|все|так|итак) )*(?:(?:(?:ладно|хорошо|окей|ок|отлично|решено) (?:тогда|значит)|тогда) )((?:[^ ]+ ){1,4})$/,
}
/** Words that describe what something is or what somebody does or thinks, instead of choosing. */
const NO_CHOICE = {
  en: /(?:^| )(?:what|how|as|where|who|whose|when|why|which|whatever|like|that|that's|if|is|are|was|not|think|know|see|say|said|sure|maybe|good|bad|true|he|she|they|we) /,
  ru: /(?:^| )(?:что|как|где|кто|когда|почему|если|не|нет|да|ладно|все|понятно|ясно|хорошо|плохо|пока|спасибо|вопрос|дело|причина|проблема) |(?:ть|ться|ешь|ишь|ете|ите|ают|яют|уют|ет|ит|ем|им|л|ла|ли|ло) /,
}

/**
 * Index of the first word of a choice that closes a discussion in a few words ("Okay, Thursday it is then", «Тогда
 * четверг, утро»), or -1. It still needs somebody's assent.
 */
export function closingWord(unit: Unit): number {
  if (unit.isQuestion || has(unit, 'aside') || has(unit, 'personal')) return -1
  const match = SETTLED[unit.locale].exec(unit.folded)
  const chosen = match?.[1]
  if (!match || chosen === undefined || NO_CHOICE[unit.locale].test(chosen)) return -1
  return unit.folded.slice(0, match[0].lastIndexOf(chosen)).trim().split(' ').filter(Boolean).length
}
