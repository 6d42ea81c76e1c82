import { type Static, Type } from '@sinclair/typebox'
import {
  Closed,
  LocaleName,
  LocalizedText,
  Nullable,
  OneOf,
  Timestamp,
} from '../../http/contract.ts'
import {
  bumps,
  eachLocale,
  evidenceRules,
  fieldTypes,
  renderers,
  scenarioOrigins,
  versionStates,
} from '../../../plugins/vocabulary.ts'

const PlainField = {
  name: Type.String(),
  title: LocalizedText,
  type: OneOf(fieldTypes),
  required: Type.Boolean(),
  nullable: Type.Boolean(),
  format: Nullable(Type.String({ description: 'date, date-time, email, uri or person' })),
  options: Nullable(Type.Array(Closed({ value: Type.String(), title: LocalizedText }))),
  maxLength: Nullable(Type.Integer()),
  minimum: Nullable(Type.Number()),
  maximum: Nullable(Type.Number()),
}
const RowFieldView = Closed(PlainField)
export type RowFieldView = Static<typeof RowFieldView>
export const FieldView = Closed({
  ...PlainField,
  fields: Nullable(
    Type.Array(RowFieldView, { description: 'What each of its rows, or its one object, holds' }),
  ),
})
export type FieldView = Static<typeof FieldView>

export const SectionView = Closed({
  name: Type.String(),
  title: LocalizedText,
  order: Type.Integer(),
  render: OneOf(renderers),
  evidence: OneOf(evidenceRules),
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
  title: LocalizedText,
  description: LocalizedText,
  meetingType: Type.String(),
  defaultLanguage: LocaleName,
  sectionCount: Type.Integer(),
})
const Standing = {
  origin: OneOf(scenarioOrigins),
  hasDraft: Type.Boolean({ description: 'Somebody works on its next version' }),
  versions: Type.Array(
    Closed({
      version: Type.String(),
      state: OneOf(versionStates),
      publishedAt: Nullable(Timestamp('Null for built-in ones')),
    }),
    { description: 'Newest first' },
  ),
}

export const ScenarioList = Closed({
  data: Type.Array(Closed({ ...ScenarioSummary.properties, ...Standing }), {
    description: 'Those that a meeting can use, with their newest version',
  }),
  unusable: Type.Array(Closed({ id: Type.String(), title: LocalizedText, ...Standing }), {
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

/** Scenario ids as in `pack.json`. */
const ScenarioId = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
  examples: ['our-minutes'],
})
const VersionName = Type.String({ minLength: 1, maxLength: 40, examples: ['1.1.0'] })

/** A pack as files: path inside the pack → text. */
export const Files = Type.Record(Type.String({ maxLength: 120 }), Type.String(), {
  maxProperties: 100,
  description: 'Path inside the pack, such as pack.json or prompts/system.md, and the text',
  examples: [{ 'pack.json': '{ … }', 'output.schema.json': '{ … }' }],
})

const IdInPath = Type.String({ pattern: '^[A-Za-z0-9-]{1,80}$' })
export const ScenarioParams = Closed({ id: IdInPath })
export const VersionParams = Closed({
  id: IdInPath,
  version: Type.String({ pattern: '^[0-9A-Za-z.+-]{1,40}$' }),
})

const Title = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

export const CreateScenario = Closed(
  {
    id: ScenarioId,
    from: Type.Optional(Closed({ id: Type.String({ maxLength: 80 }), version: VersionName })),
    files: Type.Optional(Files),
    title: Type.Optional(
      Type.Object(
        eachLocale(() => Type.Optional(Title)),
        {
          additionalProperties: false,
          minProperties: 1,
          description: 'One language is enough: the scenario then stands in that one',
        },
      ),
    ),
    language: Type.Optional(LocaleName),
  },
  { examples: [{ id: 'our-minutes', from: { id: 'general-minutes', version: '1.0.0' } }] },
)
export type CreateScenario = Static<typeof CreateScenario>

export const SaveDraft = Closed({ files: Files })
export const CheckFiles = Closed({ files: Type.Optional(Files) })
export const PublishVersion = Closed({ version: VersionName })

export const DraftView = Closed({
  id: Type.String(),
  title: LocalizedText,
  basedOn: Nullable(Type.String({ description: 'The published version that it started from' })),
  digest: Type.String({ description: 'SHA-256 over all files' }),
  files: Files,
  rev: Type.Integer({ description: 'Also the ETag' }),
  updatedAt: Timestamp(),
})
export type DraftView = Static<typeof DraftView>

export const PackProblemView = Closed({
  file: Type.String(),
  pointer: Type.String({ description: 'JSON Pointer inside the file' }),
  code: Type.String(),
  reason: LocalizedText,
  remedy: LocalizedText,
})
export type PackProblemView = Static<typeof PackProblemView>

/** Imported files, before a scenario is created from them. */
export const CheckNewFiles = Closed({ id: ScenarioId, files: Files })
export type CheckNewFiles = Static<typeof CheckNewFiles>
export const FilesCheckView = Closed({
  valid: Type.Boolean(),
  title: LocalizedText,
  problems: Type.Array(PackProblemView),
})
export type FilesCheckView = Static<typeof FilesCheckView>

const BumpName = OneOf(bumps)

export const DifferenceView = Closed({
  kind: Type.String({ description: 'Stable code, such as field-removed' }),
  bump: BumpName,
  pointer: Type.String({ description: 'File and JSON Pointer, such as output.schema.json#/…' }),
  section: Nullable(Type.String()),
  field: Nullable(Type.String()),
  before: Type.Unknown(),
  after: Type.Unknown(),
  words: LocalizedText,
})
export type DifferenceView = Static<typeof DifferenceView>

export const LimitView = Closed({
  name: OneOf(['sections', 'properties', 'levels', 'enumValues', 'schemaBytes'] as const),
  used: Type.Integer(),
  most: Type.Integer(),
})
export type LimitView = Static<typeof LimitView>

export const CheckView = Closed({
  valid: Type.Boolean(),
  hash: Nullable(Type.String()),
  problems: Type.Array(PackProblemView),
  comparedWith: Nullable(Type.String({ description: 'The newest published version' })),
  differences: Type.Array(DifferenceView),
  requiredBump: Nullable(BumpName),
  limits: Type.Array(LimitView, { description: 'For example 84 of 500 properties' }),
})
export type CheckView = Static<typeof CheckView>

export const DiffQuery = Closed({
  from: Type.Optional(
    Type.String({ maxLength: 40, description: 'A version; the newest unless one is named' }),
  ),
  to: Type.Optional(
    Type.String({ maxLength: 40, description: 'A version, or draft, which it is by default' }),
  ),
})
export const DiffView = Closed({
  from: Type.String(),
  to: Type.String(),
  differences: Type.Array(DifferenceView),
  requiredBump: Nullable(BumpName),
  files: Type.Array(
    Closed({
      path: Type.String(),
      before: Nullable(Type.String()),
      after: Nullable(Type.String()),
    }),
  ),
})
export type DiffView = Static<typeof DiffView>

export const VersionStateView = Closed({
  id: Type.String(),
  version: Type.String(),
  state: OneOf(versionStates),
})
export type VersionStateView = Static<typeof VersionStateView>
