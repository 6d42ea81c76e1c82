import { talk } from '../../../server/http/test/meetings.ts'
import type { Catalogue } from '../tables/read-catalogue.ts'
import type { KnownRow } from './known-rows.ts'
import type { Route, Schema } from './read-routes.ts'

/** The tenant's own id for a field, by the field's name. */
export type IdByName = (name: string) => string

/** Ids by field name: `meetingId` is what columns named `meeting_id` refer to. */
export function idsByName({ foreignKeys }: Catalogue, rows: KnownRow[]): IdByName {
  const idIn = (table: string | undefined) => rows.find((row) => row.table === table)?.keys[0]
  return (name) => {
    const column = `${name.replace(/Ids?$/, '')}_id`.replaceAll(
      /[A-Z]/g,
      (letter) => `_${letter.toLowerCase()}`,
    )
    const key = foreignKeys.find(({ columns }) => columns.at(-1) === column)
    const plural = `${column.slice(0, -3)}s`
    const byTable = rows.find(({ table }) => table.endsWith(plural))?.table
    return idIn(key?.target) ?? idIn(byTable) ?? idIn('users') ?? crypto.randomUUID()
  }
}

/** A valid request for the route: the example of its schema, or its required fields, with existing ids. */
export function exampleInit(route: Route, idOf: IdByName): { json?: unknown; body?: string } {
  if (!route.takesBody) return {}
  if (route.bodySchema === null) return { body: talk }
  return { json: exampleOf(route.bodySchema, '', idOf) }
}

export function exampleOf(schema: Schema, name: string, idOf: IdByName): unknown {
  if (schema.format === 'uuid') return idOf(name)
  const [given] = schema.examples ?? []
  if (given !== undefined) return withIds(given, schema, name, idOf)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  if (schema.anyOf) return exampleOf(schema.anyOf[0] ?? {}, name, idOf)
  if (schema.properties || schema.type === 'object') return exampleObject(schema, idOf)
  if (schema.type === 'array') {
    const item = () => exampleOf(schema.items ?? {}, name, idOf)
    return Array.from({ length: Math.max(schema.minItems ?? 0, 1) }, item)
  }
  if (schema.type === 'integer' || schema.type === 'number') return schema.minimum ?? 1
  if (schema.type === 'boolean') return true
  if (schema.type === 'null') return null
  return exampleText(schema, name)
}

function exampleText(schema: Schema, name: string): string {
  if (schema.format === 'date-time') return '2027-01-01T10:00:00Z'
  if (schema.format === 'date') return '2027-01-01'
  if (schema.format === 'email' || /email/i.test(name)) return 'somebody@else.example'
  return `${name || 'text'} example`
    .padEnd(schema.minLength ?? 0, 'x')
    .slice(0, schema.maxLength ?? 200)
}

function exampleObject(schema: Schema, idOf: IdByName): Record<string, unknown> {
  const properties = Object.entries(schema.properties ?? {})
  const required = properties.filter(([name]) => schema.required?.includes(name))
  const chosen = required.length > 0 ? required : properties.slice(0, 1)
  return Object.fromEntries(chosen.map(([name, one]) => [name, exampleOf(one, name, idOf)]))
}

/** An example of the document with its invented ids replaced by real ones. */
function withIds(value: unknown, schema: Schema, name: string, idOf: IdByName): unknown {
  if (schema.format === 'uuid') return idOf(name)
  if (Array.isArray(value)) {
    return value.map((one: unknown) => withIds(one, schema.items ?? {}, name, idOf))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]: [string, unknown]) => [
      key,
      withIds(one, schema.properties?.[key] ?? {}, key, idOf),
    ]),
  )
}
