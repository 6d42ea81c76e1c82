import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, OneOf, Page, PageQuery, Timestamp, Uuid } from '../../http/contract.ts'

const filters = {
  actor: Type.Optional(Uuid('Who did it')),
  action: Type.Optional(
    Type.String({
      maxLength: 200,
      pattern: '^[a-z_]+(\\.[a-z_-]*)?(,[a-z_]+(\\.[a-z_-]*)?)*$',
      description:
        'What was done, e.g. `key.created`, or an area with all of its actions, e.g. `key`; several with commas between them',
    }),
  ),
  object: Type.Optional(Uuid('What it was done to')),
  from: Type.Optional(Timestamp('Not before')),
  to: Type.Optional(Timestamp('Before')),
}

export const AuditQuery = Closed({ ...filters, ...PageQuery })
export type AuditQuery = Static<typeof AuditQuery>

export const AuditExportQuery = Closed({
  ...filters,
  format: OneOf(['csv', 'json'] as const),
})
export type AuditExportQuery = Static<typeof AuditExportQuery>

const AuditKind = OneOf([
  'meeting',
  'person',
  'client',
  'member',
  'key',
  'invitation',
  'organisation',
] as const)

export const AuditRow = Closed(
  {
    id: Uuid(),
    at: Timestamp(),
    actor: Closed({
      kind: OneOf(['user', 'system'] as const),
      id: Nullable(Uuid()),
      name: Nullable(Type.String({ description: 'As it is now' })),
    }),
    key: Nullable(Closed({ id: Uuid(), name: Nullable(Type.String()) })),
    action: Type.String(),
    object: Nullable(
      Closed({
        id: Uuid(),
        kind: Nullable(AuditKind),
        name: Nullable(Type.String({ description: 'As it is now; null when it is gone' })),
      }),
    ),
    address: Nullable(Type.String({ description: 'Where the request came from' })),
    changes: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Ids and codes of what changed; never what people said',
    }),
    names: Type.Record(Type.String(), Closed({ kind: AuditKind, name: Type.String() }), {
      description: 'What the ids in `changes` belong to, by id, under the names of now',
    }),
    requestId: Nullable(Type.String()),
  },
  { $id: 'AuditRow' },
)
export type AuditRow = Static<typeof AuditRow>

export const AuditPage = Page(AuditRow)
export type AuditPage = Static<typeof AuditPage>
