import type { Scope } from '../../../../server/platform/scopes.ts'
import { exampleRequests } from '../../../api/keys.ts'

/** Areas that a key can cover, without those that nothing uses yet. */
export const areas = [
  'meetings',
  'scenarios',
  'directory',
  'members',
  'keys',
  'settings',
  'audit',
  'billing',
] as const
export type Area = (typeof areas)[number]
export type Level = 'none' | 'read' | 'write'
export type Levels = Record<Area, Level>

/** The audit log is append-only, and only the operator changes plans. */
const onlyRead: ReadonlySet<Area> = new Set(['audit', 'billing'])

export const levelsOf = (area: Area): readonly Level[] =>
  onlyRead.has(area) ? ['none', 'read'] : ['none', 'read', 'write']

const each = (level: (area: Area) => Level): Levels =>
  Object.fromEntries(areas.map((area) => [area, level(area)])) as Levels

export const nothing = (): Levels => each(() => 'none')

export const presets = {
  read: each(() => 'read'),
  import: { ...nothing(), meetings: 'write', directory: 'read', scenarios: 'read' },
  full: each((area) => levelsOf(area).at(-1) ?? 'none'),
} satisfies Record<string, Levels>
export type Preset = keyof typeof presets

export const isSame = (one: Levels, other: Levels): boolean =>
  areas.every((area) => one[area] === other[area])

export const scopesOf = (levels: Levels): Scope[] =>
  areas.flatMap((area) => {
    const level = levels[area]
    return level === 'none' ? [] : [`${area}:${level}` as const]
  })

/** Reads scopes as one level for each area; write includes read. */
export function levelsIn(scopes: readonly string[]): Levels {
  const of = (area: Area): Level => {
    if (scopes.includes(`${area}:write`) && !onlyRead.has(area)) return 'write'
    const reads = scopes.includes(`${area}:read`) || scopes.includes(`${area}:write`)
    return reads ? 'read' : 'none'
  }
  return each(of)
}

/** A request that a key with these scopes may make, to try it. */
export function exampleOf(scopes: readonly Scope[]): string {
  const levels = levelsIn(scopes)
  return exampleRequests[areas.find((area) => levels[area] !== 'none') ?? 'meetings']
}
