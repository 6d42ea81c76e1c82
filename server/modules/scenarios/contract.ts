import { type Static, Type } from '@sinclair/typebox'
import { Closed, LocaleName, Nullable, OneOf, Timestamp } from '../../http/contract.ts'

const Words = Closed({ en: Type.String(), ru: Type.String() })

export const FieldView = Closed({
  name: Type.String(),
  title: Words,
  type: OneOf(['string', 'integer', 'number', 'boolean', 'array', 'object'] as const),
  required: Type.Boolean(),
  nullable: Type.Boolean(),
  format: Nullable(Type.String({ description: 'date, date-time, email, uri or person' })),
  options: Nullable(Type.Array(Closed({ value: Type.String(), title: Words }))),
  maxLength: Nullable(Type.Integer()),
})
export type FieldView = Static<typeof FieldView>

export const SectionView = Closed({
  name: Type.String(),
  title: Words,
  order: Type.Integer(),
  render: OneOf(['list', 'table', 'cards', 'timeline', 'key-value', 'prose', 'score'] as const),
  evidence: OneOf(['required', 'optional'] as const),
  track: Nullable(Type.String()),
  priority: Nullable(Type.String()),
  grade: Nullable(
    Type.String({ description: 'Field that says how much was said; 0 takes no evidence' }),
  ),
  isList: Type.Boolean(),
  textField: Type.String(),
  fields: Type.Array(FieldView),
})
export type SectionView = Static<typeof SectionView>

export const ScenarioSummary = Closed({
  id: Type.String(),
  version: Type.String(),
  title: Words,
  description: Words,
  meetingType: Type.String(),
  defaultLanguage: LocaleName,
  sectionCount: Type.Integer(),
})
const Standing = {
  origin: OneOf(['built-in', 'own'] as const),
  hasDraft: Type.Boolean({ description: 'Somebody works on its next version' }),
  versions: Type.Array(
    Closed({
      version: Type.String(),
      state: OneOf(['published', 'deprecated'] as const),
      publishedAt: Nullable(Timestamp('Null for built-in ones')),
    }),
    { description: 'Newest first' },
  ),
}

export const ScenarioList = Closed({
  data: Type.Array(Closed({ ...ScenarioSummary.properties, ...Standing }), {
    description: 'Those that a meeting can use, with their newest version',
  }),
  unusable: Type.Array(Closed({ id: Type.String(), title: Words, ...Standing }), {
    description: 'Own ones that no new meeting can use: never published, or deprecated',
  }),
})
export type ScenarioList = Static<typeof ScenarioList>

export const ScenarioVersionView = Closed({
  ...ScenarioSummary.properties,
  hash: Type.String(),
  sections: Type.Array(SectionView),
})
export type ScenarioVersionView = Static<typeof ScenarioVersionView>
