import { expect, test } from 'bun:test'
import type { LoadedPack } from '../../../plugins/engine/index.ts'
import { readBuiltInPacks } from './built-in-packs.ts'

/** Sections that several packs have: each concept has one shape and one title. */
const SHARED_SECTIONS = [
  'decisions',
  'actionItems',
  'commitments',
  'risks',
  'openQuestions',
  'topics',
  'summary',
  'nextMeeting',
  'carryOver',
  'causes',
]

interface Definition {
  properties?: Record<string, unknown>
  required?: string[]
}

interface Section {
  'x-aam': Record<string, unknown>
  $ref?: string
  items?: { $ref: string }
}

interface Schema {
  properties: Record<string, Section>
  $defs: Record<string, Definition>
}

const schemaOf = (pack: LoadedPack): Schema => JSON.parse(pack.files['output.schema.json'] ?? '{}')

const packs = await readBuiltInPacks()

test('definitions of the same name are equal in every pack', () => {
  const known = new Map<string, Definition>()
  const seen = new Map<string, number>()
  for (const pack of packs) {
    for (const [name, definition] of Object.entries(schemaOf(pack).$defs)) {
      expect({ [name]: definition }).toEqual({ [name]: known.get(name) ?? definition })
      known.set(name, definition)
      seen.set(name, (seen.get(name) ?? 0) + 1)
    }
  }
  for (const name of ['decision', 'actionItem', 'risk', 'question', 'person', 'level'])
    expect(`${name} ${(seen.get(name) ?? 0) > 1}`).toBe(`${name} true`)
})

test('shared sections have the same renderer, evidence and track in every pack', () => {
  const known = new Map<string, unknown>()
  for (const pack of packs) {
    const { properties } = schemaOf(pack)
    for (const name of SHARED_SECTIONS) {
      const section = properties[name]
      if (!section) continue
      const shape = {
        ...section,
        $ref: null,
        items: null,
        'x-aam': { ...section['x-aam'], order: 0, withhold: null },
      }
      const before: unknown = known.get(name) ?? shape
      expect<unknown>({ [name]: shape }).toEqual({ [name]: before })
      known.set(name, shape)
    }
  }
  expect([...known.keys()]).toContain('commitments')
})

test('a pack adds only optional fields to a shared item and changes none of its fields', () => {
  for (const name of SHARED_SECTIONS) {
    const items = packs.flatMap((pack) => itemOf(schemaOf(pack), name) ?? [])
    const counts = items.map((item) => Object.keys(item.properties ?? {}).length)
    const shared = items[counts.indexOf(Math.min(...counts))]
    for (const item of items) {
      expect(item.properties ?? {}).toMatchObject(shared?.properties ?? {})
      expect({ [name]: item.required }).toEqual({ [name]: shared?.required })
    }
  }
})

function itemOf(schema: Schema, name: string): Definition | undefined {
  const section = schema.properties[name]
  const ref = section?.items?.$ref ?? section?.$ref
  return ref === undefined ? undefined : schema.$defs[ref.slice('#/$defs/'.length)]
}

test('titles of shared sections, fields and choices are equal in every pack', () => {
  for (const locale of ['en', 'ru'] as const) {
    const known = new Map<string, string>()
    for (const pack of packs) {
      for (const [key, title] of Object.entries(pack.labels[locale])) {
        const isShared =
          key.startsWith('enum.') || SHARED_SECTIONS.includes(key.split('.')[0] ?? '')
        if (!isShared) continue
        expect(`${key}: ${title}`).toBe(`${key}: ${known.get(key) ?? title}`)
        known.set(key, title)
      }
    }
  }
})
