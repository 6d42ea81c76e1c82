import type { PackFiles } from '../../../../plugins/engine/index.ts'

type Json = Record<string, unknown>

const text = { type: 'string' }
const notes = { render: 'list', order: 1, evidence: 'optional' }
const withItem = (item: Json, more: Json = {}): Json => ({
  type: 'object',
  properties: { tasks: { ...item, 'x-aam': notes } },
  ...more,
})
const objectOf = (properties: Json): Json => ({ type: 'object', properties })
const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
const fields = (count: number, make: (at: number) => unknown): Json =>
  Object.fromEntries(times(count, (at) => [`f${at}`, make(at)]))

const nested = (depth: number, open: string, close: string, core = '{"type":"string"}'): string =>
  open.repeat(depth) + core + close.repeat(depth)

/** Definitions that each refer `width` times to the previous one. */
function fan(levels: number, width: number): Json {
  const defs: Json = { d0: objectOf({ x: text }) }
  for (let level = 1; level <= levels; level++) {
    defs[`d${level}`] = objectOf(fields(width, () => ({ $ref: `#/$defs/d${level - 1}` })))
  }
  return withItem(objectOf({ a: { $ref: `#/$defs/d${levels}` } }), { $defs: defs })
}

/** Schemas that an attacker could send to cost or break something; every one must be refused. */
export const hostileSchemas: Record<string, string> = {
  'objects 2,000 deep': nested(2_000, '{"type":"object","properties":{"a":', '}}'),
  'lists 30 deep': nested(30, '{"type":"array","items":', '}'),
  'lists of lists without end': '['.repeat(55_000),
  'allOf 3,000 deep': nested(3_000, '{"allOf":[', ']}'),
  'a fan of references, 20 by 2': JSON.stringify(fan(20, 2)),
  'a fan of references, 3 by 60': JSON.stringify(fan(3, 60)),
  'references in a circle': JSON.stringify(
    withItem(
      { $ref: '#/$defs/a' },
      {
        $defs: {
          a: objectOf({ b: { $ref: '#/$defs/b' } }),
          b: objectOf({ a: { $ref: '#/$defs/a' } }),
        },
      },
    ),
  ),
  'a reference to itself': '{"type":"object","properties":{"tasks":{"$ref":"#"}}}',
  'a reference into the network': JSON.stringify(
    withItem(objectOf({ a: { $ref: 'http://127.0.0.1:9/schema.json' } })),
  ),
  'a reference into the file system': JSON.stringify(
    withItem(objectOf({ a: { $ref: 'file:///etc/passwd' } })),
  ),
  'an id that moves references': JSON.stringify({
    ...withItem(objectOf({ a: text })),
    $id: 'http://127.0.0.1:9/',
  }),
  'a dynamic reference': JSON.stringify(withItem(objectOf({ a: { $dynamicRef: '#meta' } }))),
  'a property called __proto__':
    '{"type":"object","properties":{"__proto__":{"type":"object","default":{"polluted":true}}}}',
  'a definition called __proto__':
    '{"type":"object","properties":{"a":{"$ref":"#/$defs/__proto__"}},"$defs":{"__proto__":{"type":"string"}}}',
  'keywords called __proto__': JSON.stringify(withItem(objectOf({ a: text }))).replace(
    '"type":"string"',
    '"type":"string","__proto__":{"polluted":true}',
  ),
  'properties called constructor and prototype': JSON.stringify(
    withItem(objectOf({ constructor: objectOf({ prototype: text }) })),
  ),
  'a key twice':
    '{"type":"object","properties":{"tasks":{"type":"string"},"tasks":{"type":"object"}}}',
  'half of a surrogate pair': JSON.stringify(
    withItem(objectOf({ a: { ...text, description: 'x' } })),
  ).replace('"x"', '"\\ud800"'),
  'a NUL': JSON.stringify(withItem(objectOf({ a: { ...text, title: 'a\0b' } }))),
  'patterns of maximal programs': JSON.stringify(
    withItem(objectOf(fields(400, (at) => ({ ...text, pattern: `(a{1,${600 + at}}){1,900}` })))),
  ),
  'patterns of nested repeats': JSON.stringify(
    withItem(objectOf(fields(300, (at) => ({ ...text, pattern: `((a{50}){20}){${at + 1}}` })))),
  ),
  'patterns that each are dear': JSON.stringify(
    withItem(objectOf(fields(140, (at) => ({ ...text, pattern: 'a{1000}'.repeat(40) + at })))),
  ),
  'a back-reference that explodes': JSON.stringify(
    withItem(objectOf({ a: { ...text, pattern: '^(a+)+\\1$' } })),
  ),
  'a check-ahead': JSON.stringify(withItem(objectOf({ a: { ...text, pattern: '(?=(a+))a*b' } }))),
  'a pattern of 50,000 characters': JSON.stringify(
    withItem(objectOf({ a: { ...text, pattern: '(x+'.repeat(12_500) } })),
  ),
  'an enum of 9,000 values': JSON.stringify(
    withItem(objectOf({ a: { ...text, enum: times(9_000, (at) => `v${at}`) } })),
  ),
  'enums of 200 values in 500 fields': JSON.stringify(
    withItem(objectOf(fields(500, () => ({ $ref: '#/$defs/e' }))), {
      $defs: { e: { ...text, enum: times(200, (at) => `value-number-${at}`) } },
    }),
  ),
  'one string of 900,000 characters': JSON.stringify(
    withItem(objectOf({ a: { ...text, description: 'x'.repeat(900_000) } })),
  ),
  '5,000 fields': JSON.stringify(withItem(objectOf(fields(4_000, () => true)))),
  '41 sections': JSON.stringify(objectOf(fields(41, () => objectOf({ a: text })))),
  'all of if, then, else and not':
    '{"type":"object","properties":{"tasks":{"type":"object","properties":{"a":{"type":"string"}},"if":{},"then":{},"else":{},"not":{}}}}',
  'bounds from the data': JSON.stringify(
    withItem(objectOf({ a: { ...text, maxLength: { $data: '1/b' } } })),
  ),
  'numbers without end': '{"type":"object","properties":{"a":{"type":"number","maximum":1e999}}}',
  'no JSON at all': '\u0001\u0002{',
  'an empty file': '',
}

/** A pack with that schema, valid in everything that is checked before it. */
export function hostilePack(schema: string): PackFiles {
  const manifest = {
    id: 'hostile',
    version: '1.0.0',
    engine: '^1.0.0',
    locales: ['en', 'ru'],
    defaultLanguage: 'en',
    meetingType: 'general',
    tags: [],
    title: { en: 'Hostile', ru: 'Чужой' },
    description: { en: 'A stranger’s.', ru: 'От чужого.' },
    steps: [{ id: 'all', sections: ['tasks'], after: [], model: 'small' }],
    limits: { maxTokens: 10_000, maxCostCents: 10 },
  }
  return {
    'pack.json': JSON.stringify(manifest),
    'output.schema.json': schema,
    'i18n/en.json': '{}',
    'i18n/ru.json': '{}',
    'prompts/system.md': 'Write.',
    'prompts/all.md': 'Fill.',
  }
}
