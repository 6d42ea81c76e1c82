import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, Page, PageQuery, Timestamp, Uuid } from '../../http/contract.ts'

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

export const ClientView = Closed({
  id: Uuid(),
  name: Type.String(),
  note: Nullable(Type.String()),
  meetingCount: Type.Integer({ description: 'Meetings that the reader may see' }),
  rev: Type.Integer(),
  createdAt: Timestamp(),
})
export type ClientView = Static<typeof ClientView>
export const ClientPage = Page(ClientView)
export type ClientPage = Static<typeof ClientPage>

export const ClientUsage = Closed({
  meetingCount: Type.Integer({
    description: 'All meetings of the client, also those that the reader may not see',
  }),
  foreignMeetingCount: Type.Integer({
    description:
      'Those among them that the reader may not change: only their owners or an admin can',
  }),
  peopleCount: Type.Integer(),
})
export type ClientUsage = Static<typeof ClientUsage>

export const DeleteClientQuery = Closed({
  moveTo: Type.Optional(
    Type.Union([Type.Literal('none'), Uuid()], {
      description: 'Whom its meetings and people belong to from then on: another client, or `none`',
    }),
  ),
})
export type DeleteClientQuery = Static<typeof DeleteClientQuery>

export const CreateClient = Closed(
  { name: Name, note: Type.Optional(Nullable(Type.String({ maxLength: 4_000 }))) },
  { examples: [{ name: 'Alpha Logistics' }] },
)
export type CreateClient = Static<typeof CreateClient>
export const PatchClient = Closed(
  { name: Type.Optional(Name), note: Type.Optional(Nullable(Type.String({ maxLength: 4_000 }))) },
  { minProperties: 1 },
)
export type PatchClient = Static<typeof PatchClient>

export const PersonView = Closed({
  id: Uuid(),
  name: Type.String(),
  email: Nullable(Type.String()),
  jobTitle: Nullable(Type.String()),
  client: Nullable(Closed({ id: Uuid(), name: Type.String() })),
  rev: Type.Integer(),
  createdAt: Timestamp(),
})
export type PersonView = Static<typeof PersonView>
export const PersonPage = Page(PersonView)
export type PersonPage = Static<typeof PersonPage>

const personFields = {
  email: Type.Optional(Nullable(Type.String({ format: 'email', maxLength: 254 }))),
  jobTitle: Type.Optional(Nullable(Type.String({ maxLength: 200 }))),
  clientId: Type.Optional(Nullable(Uuid())),
}
export const CreatePerson = Closed(
  { name: Name, ...personFields },
  { examples: [{ name: 'Anna Kern' }] },
)
export type CreatePerson = Static<typeof CreatePerson>
export const PatchPerson = Closed(
  { name: Type.Optional(Name), ...personFields },
  { minProperties: 1 },
)
export type PatchPerson = Static<typeof PatchPerson>

export const DirectoryQuery = Closed({
  ...PageQuery,
  q: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name' })),
})
export type DirectoryQuery = Static<typeof DirectoryQuery>
export const PeopleQuery = Closed({
  ...DirectoryQuery.properties,
  clientId: Type.Optional(Uuid()),
})
export type PeopleQuery = Static<typeof PeopleQuery>
