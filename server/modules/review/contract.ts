import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, OneOf, Page, PageQuery, Timestamp, Uuid } from '../../http/contract.ts'
import { ItemView } from '../analysis/contract.ts'
import { reviewStates, tracks } from '../../../plugins/vocabulary.ts'

const NamedReference = Type.Union([
  Closed({ speakerId: Type.Integer({ minimum: 1, maximum: 32_767 }) }),
  Closed({ personId: Uuid() }),
])

const Refs = Type.Optional(
  Type.Record(Type.String({ maxLength: 400 }), NamedReference, {
    minProperties: 1,
    maxProperties: 200,
    description:
      'Who is meant: JSON Pointer into the value → speaker of the transcript or person of the directory, whose name then stands there and follows them',
  }),
)

export const PatchItem = Closed(
  {
    value: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        minProperties: 1,
        description:
          'Fields to change; null empties an optional one. The item is grounded again. A name without a reference is kept exactly as it is typed.',
      }),
    ),
    refs: Refs,
  },
  {
    minProperties: 1,
    examples: [
      { value: { statement: 'We start the pilot on 8 December' } },
      { refs: { '/owner': { speakerId: 2 } } },
    ],
  },
)
export type PatchItem = Static<typeof PatchItem>

export const AddItem = Closed(
  {
    section: Type.String({ minLength: 1, maxLength: 80, description: 'Section of the scenario' }),
    value: Type.Record(Type.String(), Type.Unknown(), {
      minProperties: 1,
      description: 'Fields of the item by name, as the section’s schema wants them',
    }),
    refs: Refs,
    evidence: Type.Array(
      Closed({
        segmentId: Type.Integer({ minimum: 1, description: 'Ordinal of the segment' }),
        quote: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: 4_000,
            description:
              'The words of the segment that prove the item; the whole segment if left out',
          }),
        ),
      }),
      { minItems: 1, maxItems: 20, description: 'Where it was said' },
    ),
  },
  {
    examples: [
      {
        section: 'decisions',
        value: { statement: 'We start the pilot on 8 December' },
        evidence: [{ segmentId: 12, quote: 'so we start on the eighth' }],
      },
    ],
  },
)
export type AddItem = Static<typeof AddItem>

export const AcceptItem = Type.Optional(
  Closed({
    overrideNote: Type.Optional(
      Type.String({
        minLength: 3,
        pattern: '\\S',
        maxLength: 1_000,
        description: 'Why it is accepted although the recording does not support it',
      }),
    ),
  }),
)
export type AcceptItem = Static<typeof AcceptItem>

export const ItemRevision = Closed({
  id: Uuid(),
  rev: Type.Integer({ minimum: 1, description: 'The revision of the item after the change' }),
})
export type ItemRevision = Static<typeof ItemRevision>

export const AcceptedSection = Closed({
  acceptedCount: Type.Integer(),
  items: Type.Array(ItemRevision, { description: 'What was accepted; undoing it takes this list' }),
  skippedCount: Type.Integer({
    description: 'Items that the recording does not support: each needs a note',
  }),
})
export type AcceptedSection = Static<typeof AcceptedSection>

export const UndoItems = Closed({
  items: Type.Array(ItemRevision, {
    minItems: 1,
    maxItems: 2_000,
    description: 'The items as the change left them; one that has changed since is not undone',
  }),
})
export type UndoItems = Static<typeof UndoItems>

export const UndoneItems = Closed({
  items: Type.Array(ItemRevision, { description: 'What was undone, and its revision now' }),
  changedCount: Type.Integer({
    description: 'Items that somebody changed in the meantime; they stay as they are',
  }),
})
export type UndoneItems = Static<typeof UndoneItems>

export const ItemListEntry = Closed({
  ...ItemView.properties,
  meeting: Closed({ id: Uuid(), title: Type.String(), startedAt: Nullable(Timestamp()) }),
  track: Nullable(Type.String()),
  textField: Nullable(
    Type.String({
      description: 'Field of the value that carries the text; null when its scenario is not here',
    }),
  ),
  owner: Nullable(Type.String({ description: 'Whom it falls to, where its section says so' })),
  dueOn: Nullable(Type.String()),
})
export const ItemPage = Page(ItemListEntry)
export type ItemPage = Static<typeof ItemPage>

export const ItemsQuery = Closed({
  ...PageQuery,
  track: Type.Optional(OneOf(tracks)),
  status: Type.Optional(OneOf(reviewStates)),
  clientId: Type.Optional(Uuid()),
  ownerId: Type.Optional(Uuid('Person of the directory to whom the items fall')),
})
export type ItemsQuery = Static<typeof ItemsQuery>
