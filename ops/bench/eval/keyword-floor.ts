import {
  TYPES,
  type GoldMeeting,
  type ItemType,
  type Prediction,
  type Predictions,
} from './gold.ts'
import type { Locale } from '../../../plugins/vocabulary.ts'

/** The floor that a provider must beat: matches of a few obvious keywords, longest segments first. */
const ITEMS: Record<ItemType, number> = { decisions: 5, actions: 3, problems: 3 }
const MIN_WORDS = 6
const CUES: Record<Locale, Record<ItemType, string[]>> = {
  en: {
    decisions: [
      String.raw`\bwe('re| are)? (gonna|going to)\b.*\b(go|use|have|do|include|with)\b`,
      String.raw`\bdecid`,
      String.raw`\bagree`,
      String.raw`\blet's (go|do|use|keep|have|move|put|say)\b`,
      String.raw`\bso we('ll| will)\b`,
      String.raw`\bwe('ll| will) (go|use|have|do)\b`,
      String.raw`\bokay,? so\b`,
      String.raw`\bfinal(ly|ise|ize)?\b`,
      String.raw`\bconsensus\b`,
      String.raw`\bshould be\b`,
      String.raw`\bmove forward\b`,
      String.raw`\bincluded? in\b`,
      String.raw`\bgo (for|with)\b`,
    ],
    actions: [
      String.raw`\b(i|you|he|she|they|we)('ll| will| can| need to| have to| should)\b.*\b(work|look|send|write|make|prepare|check|find|put|update|get|talk|email|design|design|draw|post|test)\b`,
      String.raw`\bnext (meeting|week|call)\b`,
      String.raw`\baction\b`,
      String.raw`\byou (are|'re) (going|gonna)\b`,
      String.raw`\bwork(ing)? on\b`,
      String.raw`\bfollow up\b`,
      String.raw`\bpersonal coach\b|\binstructions\b`,
      String.raw`\bcan you\b|\bcould you\b`,
      String.raw`\bminutes\b`,
      String.raw`\bquestionnaire\b`,
      String.raw`\breach out\b`,
      String.raw`\bprototype\b`,
    ],
    problems: [
      String.raw`\bproblem`,
      String.raw`\bdifficult`,
      String.raw`\bbut\b.*\b(not|n't)\b`,
      String.raw`\bnot sure\b`,
      String.raw`\bexpensive|\bcost`,
      String.raw`\bissue`,
      String.raw`\bwhether\b`,
      String.raw`\bdon't know\b`,
      String.raw`\bconcern`,
      String.raw`\bhard\b`,
      String.raw`\btoo (much|many|big|small|complicated|long)\b`,
      String.raw`\?$`,
    ],
  },
  ru: {
    decisions: [
      'реши',
      'договорил',
      'соглас',
      '<(берём|возьмём)>',
      '<(будет|будут)>',
      '<давайте>',
      '<значит>',
      '<хотим>',
      'цел[ье]',
      '<планируем>',
    ],
    actions: [
      '<(делаешь|работаешь|смотришь|займись|сделай|подготов|запишу|соберу|проверю)>',
      String.raw`<следующ[\p{L}\p{N}_]+ совещани`,
      'указани|куратор',
      '<(надо будет|нужно будет)>',
      'задани|задач',
      '<делать прототип|прототип',
      '<по почте>',
    ],
    problems: [
      'проблем',
      '<но>.*<не>',
      'сложн|трудн',
      'боюсь|не уверен|не знаю|не знаем',
      'дорог|дешев',
      'странно',
      String.raw`\?$`,
      'слишком',
    ],
  },
}

const compiled = new Map<string, RegExp[]>()

function cuesOf(language: Locale, type: ItemType): RegExp[] {
  const key = `${language}.${type}`
  const known = compiled.get(key)
  if (known) return known
  const regexes = CUES[language][type].map((cue) => {
    const bounded = cue
      .replaceAll('<', String.raw`(?<![\p{L}\p{N}_])`)
      .replaceAll('>', String.raw`(?![\p{L}\p{N}_])`)
    return new RegExp(language === 'ru' ? bounded : cue, 'iu')
  })
  compiled.set(key, regexes)
  return regexes
}

/** The keyword floor's predictions for a meeting (the `keyword` row of the data's baseline). */
export function keywordFloor(meeting: GoldMeeting): Predictions {
  return Object.fromEntries(TYPES.map((type) => [type, pick(meeting, type)]))
}

function pick(meeting: GoldMeeting, type: ItemType): Prediction[] {
  const { segments } = meeting
  const cues = cuesOf(meeting.language, type)
  const scored = segments.flatMap((segment, at) => {
    const words = segment.text.split(/\s+/).filter(Boolean).length
    const hits = words < MIN_WORDS ? 0 : cues.filter((cue) => cue.test(segment.text)).length
    const late = type === 'problems' ? 0 : (0.3 * at) / segments.length
    return hits === 0 ? [] : [{ at, score: hits * Math.min(words, 25) ** 0.3 + late }]
  })
  const taken: number[] = []
  for (const { at } of scored.sort((a, b) => b.score - a.score || b.at - a.at)) {
    if (taken.every((other) => Math.abs(other - at) > 2)) taken.push(at)
    if (taken.length === ITEMS[type]) break
  }
  return taken.map((at) => ({
    text: segments[at]?.text ?? '',
    evidence: [segments[at]?.id ?? ''],
    quotes: [],
  }))
}
