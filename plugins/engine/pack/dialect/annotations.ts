import type { FieldSpec, SectionSpec } from '../../types.ts'
import { isObject, type JsonObject } from '../parse-json.ts'
import { pointerToken, type Problems } from '../pack-error.ts'
import {
  evidenceRules,
  extractiveModes,
  renderers,
  tracks,
  type Renderer,
  type Track,
} from '../../../vocabulary.ts'

const WITHHOLD = ['personal']
const OF_SECTIONS = [
  'render',
  'order',
  'evidence',
  'priority',
  'grade',
  'withhold',
  'track',
  'cues',
  'extractive',
]
const OF_FIELDS = ['computedFrom', 'filledBy', 'advice']

export type Annotations = Pick<
  SectionSpec,
  'order' | 'render' | 'evidence' | 'track' | 'priority' | 'grade' | 'withhold' | 'extractive'
>

/** Reads `x-aam` of a section at `at`. Null when it contains a fault. */
export function readAnnotations(
  node: JsonObject,
  at: string,
  fields: FieldSpec[],
  problems: Problems,
): Annotations | null {
  const notes = node['x-aam']
  if (!isObject(notes)) {
    problems.add(`${at}/x-aam`, 'annotations-missing')
    return null
  }
  const before = problems.list.length
  checkNames(notes, OF_SECTIONS, `${at}/x-aam`, problems)
  const { render, order, evidence, extractive } = notes
  const { track = null, priority = null, grade = null, withhold = null } = notes
  const check = (name: string, isGood: boolean, allowed: readonly string[] | string): void => {
    if (isGood) return
    const told = typeof allowed === 'string' ? allowed : allowed.join(', ')
    problems.add(`${at}/x-aam/${name}`, 'annotation-value', { name, allowed: told })
  }
  const names = fields.map(({ name }) => name)
  check('render', isOneOf(render, renderers), renderers)
  check('order', Number.isSafeInteger(order), '1, 2, 3 …')
  check('evidence', isOneOf(evidence, evidenceRules), evidenceRules)
  check('track', track === null || isOneOf(track, tracks), tracks)
  check('priority', priority === null || isOneOf(priority, names), names)
  const counts = fields.filter(({ type }) => type === 'integer').map(({ name }) => name)
  check('grade', grade === null || isOneOf(grade, counts), counts)
  check('withhold', withhold === null || isOneOf(withhold, WITHHOLD), WITHHOLD)
  check(
    'extractive',
    extractive === undefined || isOneOf(extractive, extractiveModes),
    extractiveModes,
  )
  if (problems.list.length > before) return null
  return {
    order: Number(order),
    render: render as Renderer,
    evidence: evidence === 'required' ? 'required' : 'optional',
    track: track as Track | null,
    priority: typeof priority === 'string' ? priority : null,
    grade: typeof grade === 'string' ? grade : null,
    withhold: withhold as 'personal' | null,
    extractive:
      extractive === undefined
        ? defaultExtractive(fields, track, notes['cues'])
        : (extractive as 'cut'),
  }
}

export type FieldAnnotations = Pick<FieldSpec, 'computedFrom' | 'byPerson' | 'isAdvice'>

/** Reads `x-aam` of a field; defaults apply when it is missing. */
export function readFieldAnnotations(
  node: JsonObject,
  at: string,
  problems: Problems,
): FieldAnnotations {
  const notes = node['x-aam'] ?? {}
  if (!isObject(notes)) {
    problems.add(`${at}/x-aam`, 'annotation-misplaced')
    return { computedFrom: null, byPerson: false, isAdvice: false }
  }
  checkNames(notes, OF_FIELDS, `${at}/x-aam`, problems)
  const { computedFrom, filledBy, advice } = notes
  const refuse = (name: string, allowed: string) =>
    problems.add(`${at}/x-aam/${name}`, 'annotation-value', { name, allowed })
  if (filledBy !== undefined && filledBy !== 'person') refuse('filledBy', 'person')
  if (advice !== undefined && typeof advice !== 'boolean') refuse('advice', 'true, false')
  return {
    computedFrom:
      typeof computedFrom === 'string' ? computedFrom : computedFrom === undefined ? null : '',
    byPerson: filledBy === 'person',
    isAdvice: advice === true,
  }
}

/** Rejects annotations below `node`, where they have no effect. */
export function refuseAnnotations(node: unknown, at: string, problems: Problems): void {
  if (!isObject(node)) return
  if (node['x-aam'] !== undefined) problems.add(`${at}/x-aam`, 'annotation-misplaced')
  refuseInside(node, at, problems)
}

/** Does the same below a field, which may have annotations of its own. */
export function refuseInside(node: JsonObject, at: string, problems: Problems): void {
  refuseAnnotations(node['items'], `${at}/items`, problems)
  if (!isObject(node['properties'])) return
  for (const [name, child] of Object.entries(node['properties'])) {
    refuseAnnotations(child, `${at}/properties/${pointerToken(name)}`, problems)
  }
}

function checkNames(notes: JsonObject, known: string[], at: string, problems: Problems): void {
  for (const key of Object.keys(notes)) {
    if (known.includes(key)) continue
    const told = { name: key.slice(0, 80), known: known.join(', ') }
    problems.add(`${at}/${pointerToken(key)}`, 'annotation-unknown', told)
  }
}

const isOneOf = (value: unknown, allowed: readonly string[]): boolean =>
  typeof value === 'string' && allowed.includes(value)

/** A single required text can be cut from a sentence if cues say which sentences matter. */
function defaultExtractive(fields: FieldSpec[], track: unknown, cues: unknown) {
  const required = fields.filter((field) => field.required)
  const only = required.length === 1 ? required[0] : undefined
  const cuttable = only?.type === 'string' && !only.enum && only.format === null
  return cuttable && (track !== null || cues !== undefined) ? 'cut' : 'needs-model'
}
