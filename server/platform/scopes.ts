/** Areas of API key scopes; one task never needs parts of an area. */
export const scopeAreas = [
  'meetings',
  'scenarios',
  'directory',
  'members',
  'keys',
  'settings',
  'audit',
  'billing',
  'webhooks',
  'errors',
] as const
export type ScopeArea = (typeof scopeAreas)[number]
export type Scope = `${ScopeArea}:${'read' | 'write'}`

export const scopes: readonly Scope[] = scopeAreas.flatMap((area): Scope[] => [
  `${area}:read`,
  `${area}:write`,
])

export const isScope = (text: string): text is Scope => scopes.some((scope) => scope === text)

/** A write scope includes the read scope. */
export const allowsScope = (given: readonly Scope[], needed: Scope): boolean =>
  given.includes(needed) || given.includes(needed.replace(/:read$/, ':write') as Scope)
