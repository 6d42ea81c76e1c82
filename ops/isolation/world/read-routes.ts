import type { RouteFacts } from '../../../server/http/route-facts.ts'
import type { TestInstallation } from '../../test/installation.ts'

/** The part of JSON Schema that the API's document uses. */
export interface Schema {
  $ref?: string
  type?: string
  format?: string
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
  required?: string[]
  items?: Schema
  minItems?: number
  maxItems?: number
  uniqueItems?: boolean
  minLength?: number
  maxLength?: number
  pattern?: string
  minimum?: number
  maximum?: number
  examples?: unknown[]
  default?: unknown
}

export interface Parameter {
  name: string
  required: boolean
  schema: Schema
}

/** A route of the running application, with its documentation. */
export interface Route extends RouteFacts {
  /** `GET /api/v1/meetings/{id}` */
  name: string
  method: string
  path: string
  /** Parameters in the path, from left to right. */
  params: string[]
  query: Parameter[]
  /** Null without a body, or for one that is not JSON. */
  bodySchema: Schema | null
  isBodyRequired: boolean
}

interface Operation {
  parameters?: { in: string; name: string; required?: boolean; schema: Schema }[]
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> }
}

interface Document {
  paths: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

/** Every route of the application, documented or not. */
export async function readRoutes(installation: TestInstallation): Promise<Route[]> {
  const response = await installation.request('nobody', '/swagger/json')
  const document = (await response.json()) as Document
  const schemas = document.components?.schemas ?? {}
  return [...installation.facts].map(([route, facts]) => {
    const [method = '', pattern = ''] = route.split(' ')
    const path = pattern.replace(/(.)\/$/, '$1').replaceAll(/:(\w+)/g, '{$1}')
    const operation = document.paths[path]?.[method.toLowerCase()] ?? {}
    const body = operation.requestBody?.content['application/json']?.schema
    return {
      ...facts,
      name: `${method} ${path}`,
      method,
      path,
      takesBody: facts.takesBody || operation.requestBody !== undefined,
      params: [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
      query: (operation.parameters ?? [])
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, required = false, schema }) => ({
          name,
          required,
          schema: resolve(schema, schemas),
        })),
      bodySchema: body ? resolve(body, schemas) : null,
      isBodyRequired: operation.requestBody?.required ?? false,
    }
  })
}

/** The schema with its references resolved. */
function resolve(schema: Schema, schemas: Record<string, Schema>, depth = 0): Schema {
  const named = schema.$ref && schemas[schema.$ref.split('/').at(-1) ?? '']
  if (named && depth < 8) return resolve(named, schemas, depth + 1)
  const inner = (one: Schema) => resolve(one, schemas, depth + 1)
  const each = (all: Record<string, Schema>) =>
    Object.fromEntries(Object.entries(all).map(([name, one]) => [name, inner(one)]))
  return {
    ...schema,
    ...(schema.items ? { items: inner(schema.items) } : {}),
    ...(schema.anyOf ? { anyOf: schema.anyOf.map(inner) } : {}),
    ...(schema.properties ? { properties: each(schema.properties) } : {}),
    ...(schema.patternProperties ? { patternProperties: each(schema.patternProperties) } : {}),
  }
}

/** The path with its parameters filled in. */
export function fillPath({ path, params }: Route, values: readonly string[]): string {
  let filled = path
  params.forEach((name, at) => {
    filled = filled.replace(`{${name}}`, encodeURIComponent(values[at] ?? ''))
  })
  return filled
}
