import * as fc from 'fast-check'
import type { IdByName } from '../world/example-body.ts'
import type { Schema } from '../world/read-routes.ts'

/** Values that a field does not expect. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    '',
    ' ',
    0,
    -1,
    1.5,
    1e308,
    true,
    [],
    {},
    '\u0000',
    '\ud800',
    "' or 1=1 --",
    '../../etc/passwd',
    '{{7*7}}',
    '__proto__',
    '2026-02-30T00:00:00Z',
    '99999999-9999-9999-9999-999999999999',
    'a'.repeat(5_000),
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double(),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(Number),
  fc.array(fc.constantFrom<unknown>(1, 'x', null, {}), { maxLength: 60 }),
  fc.object({ maxDepth: 2, maxKeys: 3 }),
)

/** Values that satisfy a schema, as far as the schema says. */
export function valuesOf(schema: Schema, name: string, idOf: IdByName): fc.Arbitrary<unknown> {
  if (schema.format === 'uuid') return idsOf(name, idOf)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, name, idOf)))
  const [example] = schema.examples ?? []
  const free = freeValuesOf(schema, name, idOf)
  return example === undefined ? free : fc.oneof(fc.constant(example), free)
}

function freeValuesOf(schema: Schema, name: string, idOf: IdByName): fc.Arbitrary<unknown> {
  if (schema.properties || schema.type === 'object') return objectsOf(schema, idOf)
  if (schema.type === 'array') {
    const minLength = schema.minItems ?? 0
    return fc.array(valuesOf(schema.items ?? {}, name, idOf), {
      minLength,
      maxLength: Math.max(minLength, Math.min(schema.maxItems ?? 4, minLength + 4)),
    })
  }
  if (schema.type === 'integer') {
    return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 1_000_000 })
  }
  if (schema.type === 'number') {
    return fc.double({ min: schema.minimum ?? -5, max: schema.maximum ?? 1e6, noNaN: true })
  }
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.type === 'null') return fc.constant(null)
  return textsOf(schema)
}

/** The tenant's own ids, and some that do not exist. */
export const idsOf = (name: string, idOf: IdByName): fc.Arbitrary<string> =>
  fc.oneof({ arbitrary: fc.constant(idOf(name)), weight: 3 }, { arbitrary: fc.uuid(), weight: 1 })

function textsOf({ format, minLength = 0, maxLength = 200 }: Schema): fc.Arbitrary<string> {
  if (format === 'date-time') {
    const range = { min: new Date('1999-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }
    return fc.date(range).map((date) => date.toISOString())
  }
  if (format === 'date') return fc.constantFrom('2026-11-30', '1999-01-01', '2100-12-31')
  const most = Math.min(maxLength, minLength + 60)
  const fitting = ['Воркшоп', 'Pilot', 'a@b.example', 'a'.repeat(Math.min(maxLength, 300))].filter(
    ({ length }) => length >= minLength && length <= maxLength,
  )
  const free = fc.string({ unit: 'grapheme', minLength, maxLength: most })
  return fitting.length === 0 ? free : fc.oneof(free, fc.constantFrom(...fitting))
}

function objectsOf(schema: Schema, idOf: IdByName): fc.Arbitrary<Record<string, unknown>> {
  const named = Object.entries(schema.properties ?? {})
  const model = Object.fromEntries(
    named.map(([name, one]) => [name, valuesOf(one, name, idOf)] as const),
  )
  const requiredKeys = named.map(([name]) => name).filter((name) => schema.required?.includes(name))
  const known = fc.record(model, { requiredKeys, noNullPrototype: true })
  const [loose] = Object.values(schema.patternProperties ?? {})
  const free =
    loose ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : null)
  if (!free) return known
  const more = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), valuesOf(free, '', idOf), {
    maxKeys: 3,
    noNullPrototype: true,
  })
  return fc.tuple(known, more).map(([one, other]) => ({ ...other, ...one }))
}

/** Bodies of a schema with one fault. */
export function brokenBodies(schema: Schema, idOf: IdByName): fc.Arbitrary<unknown> {
  const names = Object.keys(schema.properties ?? {})
  const whole = valuesOf(schema, '', idOf)
  if (names.length === 0) return fc.oneof(junk, whole)
  const name = fc.constantFrom(...names)
  return fc.oneof(
    {
      arbitrary: fc.tuple(whole, name, junk).map(([body, key, value]) => put(body, key, value)),
      weight: 6,
    },
    { arbitrary: fc.tuple(whole, name).map(([body, key]) => leaveOut(body, key)), weight: 2 },
    {
      arbitrary: fc.tuple(whole, junk).map(([body, value]) => put(body, 'unheard_of', value)),
      weight: 1,
    },
    { arbitrary: junk, weight: 1 },
  )
}

const put = (body: unknown, key: string, value: unknown): unknown =>
  typeof body === 'object' && body !== null ? { ...body, [key]: value } : value

function leaveOut(body: unknown, key: string): unknown {
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== key))
}
