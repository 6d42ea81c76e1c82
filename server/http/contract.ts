import {
  FormatRegistry,
  Kind,
  type Static,
  type TSchema,
  Type,
  TypeRegistry,
} from '@sinclair/typebox'
// Imported first, so that the formats below replace the ones it registers.
import 'elysia'
import { isUuid } from '../platform/ids.ts'
import { isTimestamp } from '../platform/timestamps.ts'
import { eachLocale, locales } from '../../plugins/vocabulary.ts'

// Elysia's own formats accept `urn:uuid:`, which the database rejects, and the 30th of February.
FormatRegistry.Set('uuid', isUuid)
FormatRegistry.Set('date-time', isTimestamp)
FormatRegistry.Set('date', (text) => isTimestamp(`${text}T00:00:00Z`))

export const Uuid = (description?: string) =>
  Type.String({ format: 'uuid', ...(description ? { description } : {}) })
export const Timestamp = (description?: string) =>
  Type.String({ format: 'date-time', ...(description ? { description } : {}) })
export const Day = (description: string) =>
  Type.String({ format: 'date', description, examples: ['2026-11-30'] })
export const Nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])
export const Closed = <P extends Record<string, TSchema>>(properties: P, options = {}) =>
  Type.Object(properties, { additionalProperties: false, ...options })
// An `enum` reads better in the OpenAPI document than a union of constants.
TypeRegistry.Set<{ enum: readonly unknown[] }>('OneOf', (schema, value) =>
  schema.enum.includes(value),
)
export const OneOf = <const W extends readonly string[]>(words: W, description?: string) =>
  Type.Unsafe<W[number]>({
    [Kind]: 'OneOf',
    type: 'string',
    enum: [...words],
    ...(description ? { description } : {}),
  })

export const LocaleName = OneOf(locales)
/** A text in each language. */
export const LocalizedText = Closed(eachLocale(() => Type.String()))

/** One page of a list, with an opaque, signed cursor. */
export const Page = <S extends TSchema>(item: S) =>
  Closed({ data: Type.Array(item), nextCursor: Nullable(Type.String()), hasMore: Type.Boolean() })

TypeRegistry.Set<{ minimum: number; maximum: number }>('QueryInteger', (schema, value) => {
  const isWhole =
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,9}$/.test(value))
  return isWhole && Number(value) >= schema.minimum && Number(value) <= schema.maximum
})
/** An integer query parameter. For a value out of range Elysia's own type does not report the parameter's name. */
export const QueryInteger = (range: { minimum: number; maximum: number; default?: number }) =>
  Type.Transform(Type.Unsafe<number>({ [Kind]: 'QueryInteger', type: 'integer', ...range }))
    .Decode(Number)
    .Encode(Number)

export const PageQuery = {
  limit: Type.Optional(QueryInteger({ minimum: 1, maximum: 100, default: 20 })),
  cursor: Type.Optional(Type.String({ maxLength: 400 })),
}

/** For lists sorted by name: the cursor contains a name, which may be long and use multi-byte letters. */
export const NamePageQuery = {
  limit: PageQuery.limit,
  cursor: Type.Optional(Type.String({ maxLength: 2_000 })),
}

export const IdParams = Closed({ id: Uuid() })

/** RFC 9457 problem details. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: 'Address that names the problem' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened and what to do next' }),
    code: Type.String({ description: 'Stable code of the problem' }),
    requestId: Type.String(),
    errors: Type.Array(
      Type.Object({
        pointer: Type.String(),
        detail: Type.String(),
        reason: Type.Optional(
          Type.String({ description: 'Stable code of what is wrong, where there is one' }),
        ),
      }),
      { description: 'JSON Pointers into the body, or ?name for query parameters' },
    ),
  },
  { $id: 'Problem' },
)
export type Problem = Static<typeof Problem>
