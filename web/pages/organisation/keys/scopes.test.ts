import { expect, test } from 'bun:test'
import { allowsScope, type Scope, scopeAreas } from '../../../../server/platform/scopes.ts'
import { areas, exampleOf, levelsIn, nothing, presets, scopesOf } from './scopes.ts'

test("lists the server's areas that are in use", () => {
  const unused = new Set(['webhooks', 'errors'])
  expect(scopeAreas.filter((area) => !unused.has(area))).toEqual([...areas])
})

test('presets give the scopes that their names say', () => {
  expect(scopesOf(presets.import)).toEqual(['meetings:write', 'scenarios:read', 'directory:read'])
  expect(scopesOf(presets.read)).toEqual(areas.map((area): Scope => `${area}:read`))
  const full = scopesOf(presets.full)
  expect(full).toContain('settings:write')
  expect(full).not.toContain('audit:write')
  for (const scope of scopesOf(presets.read)) expect(allowsScope(full, scope)).toBe(true)
  expect(scopesOf(nothing())).toEqual([])
})

test('reads any scopes as levels', () => {
  expect(levelsIn(['meetings:read', 'meetings:write', 'billing:read', 'audit:write'])).toEqual({
    ...nothing(),
    meetings: 'write',
    audit: 'read',
    billing: 'read',
  })
  for (const preset of Object.values(presets)) expect(levelsIn(scopesOf(preset))).toEqual(preset)
})

test('gives an example request that the key may make', () => {
  expect(exampleOf(['directory:write', 'audit:read'])).toBe('/clients?limit=5')
  expect(exampleOf(['audit:read'])).toBe('/audit?limit=5')
})
