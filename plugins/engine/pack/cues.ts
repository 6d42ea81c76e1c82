import type { LoadedPack } from '../types.ts'
import { isObject, type JsonObject } from './parse-json.ts'
import { pointerToken, type Problems } from './pack-error.ts'
import { compileCue } from './patterns.ts'
import { eachLocale, isLocale, locales } from '../../vocabulary.ts'

const MAX_CUES = 100
const MAX_CUE_LENGTH = 300

/** Reads `x-aam.cues` of each section: `{ en: [[weight, pattern], …], ru: […] }`. */
export function readCues(root: JsonObject, problems: Problems): LoadedPack['cues'] {
  const cues: LoadedPack['cues'] = eachLocale(() => ({}))
  const properties = isObject(root['properties']) ? root['properties'] : {}
  for (const [section, node] of Object.entries(properties)) {
    const notes = isObject(node) && isObject(node['x-aam']) ? node['x-aam'] : {}
    if (notes['cues'] === undefined) continue
    const at = `output.schema.json#/properties/${pointerToken(section)}/x-aam/cues`
    const lists = notes['cues']
    if (!isObject(lists) || !Object.keys(lists).every(isLocale)) {
      problems.add(at, 'cues-by-locale')
      continue
    }
    for (const locale of locales) {
      cues[locale][section] = readList(lists[locale] ?? [], `${at}/${locale}`, problems)
    }
  }
  return cues
}

function readList(list: unknown, at: string, problems: Problems): [number, string][] {
  if (!Array.isArray(list) || list.length > MAX_CUES) {
    problems.add(at, 'cues-not-list', { max: MAX_CUES })
    return []
  }
  const read: [number, string][] = []
  for (const [index, cue] of list.entries()) {
    const pair: unknown[] = Array.isArray(cue) ? cue : []
    const [weight, pattern] = pair
    if (typeof weight !== 'number' || !(weight > 0 && weight <= 3) || typeof pattern !== 'string') {
      problems.add(`${at}/${index}`, 'cue-not-pair')
      continue
    }
    if (pattern.length > MAX_CUE_LENGTH) {
      problems.add(`${at}/${index}/1`, 'cue-too-long', { max: MAX_CUE_LENGTH })
      continue
    }
    const compiled = compileCue(pattern)
    if ('fault' in compiled) problems.add(`${at}/${index}/1`, compiled.code, compiled.params)
    else read.push([weight, pattern])
  }
  return read
}
