import { type Static, Type } from '@sinclair/typebox'
import { providerKinds } from '../../../db/schema/providers.ts'
import { Closed, Nullable, OneOf, Page, Timestamp, Uuid } from '../../http/contract.ts'

export { providerKinds }
export type ProviderKind = (typeof providerKinds)[number]

const BaseUrl = Type.Optional(
  Nullable(
    Type.String({
      maxLength: 500,
      description: 'Where the server is; left out or null: the vendor’s own',
    }),
  ),
)
const key = { minLength: 1, maxLength: 500 }
const keptKey = 'Left out: the one that is kept, as long as the address stays the same.'

export const SpeechProviderBody = Closed(
  {
    baseUrl: BaseUrl,
    key: Type.Optional(Type.String({ ...key, description: keptKey })),
  },
  { $id: 'SetSpeechProvider' },
)

export const ModelProviderBody = Closed(
  {
    baseUrl: BaseUrl,
    model: Type.String({ minLength: 1, maxLength: 200 }),
    contextTokens: Type.Optional(
      Nullable(
        Type.Integer({
          minimum: 4_000,
          maximum: 10_000_000,
          description: 'How many tokens the model takes at once, where AAM does not know it',
        }),
      ),
    ),
    key: Type.Optional(
      Nullable(
        Type.String({ ...key, description: `${keptKey} Null: a server that asks for none` }),
      ),
    ),
  },
  { $id: 'SetModelProvider' },
)
export type SpeechProviderBody = Static<typeof SpeechProviderBody>
export type ModelProviderBody = Static<typeof ModelProviderBody>
/** Of either kind. */
export interface ProviderBody {
  baseUrl?: string | null
  model?: string
  contextTokens?: number | null
  key?: string | null
}

/** The settings to test; by default the saved ones. They are not saved. */
export const TestSpeechBody = Type.Optional(SpeechProviderBody)
export const TestModelBody = Type.Optional(ModelProviderBody)

export const testOutcomes = [
  'ok',
  'bad_credentials',
  'not_allowed',
  'no_credit',
  'unknown_model',
  'unknown_address',
  'busy',
  'refused',
  'out_of_order',
  'unreachable',
  'timeout',
  'unreadable',
  'address_refused',
] as const
export type TestOutcome = (typeof testOutcomes)[number]

/** What a test tried and the outcome. */
export const ProviderTest = Closed(
  {
    at: Timestamp(),
    outcome: OneOf(testOutcomes),
    tried: Type.String({ description: 'The request that was made, e.g. POST https://…' }),
    status: Nullable(Type.Integer({ description: 'HTTP status of the answer' })),
    serverMessage: Nullable(
      Type.String({ description: 'The server’s own words, shortened, without keys' }),
    ),
    latencyMs: Nullable(Type.Integer()),
    model: Nullable(Type.String({ description: 'The model as the server names it' })),
    detail: Type.String({
      description: 'What that means and what to do, in the reader’s language',
    }),
  },
  { $id: 'ProviderTest' },
)
export type ProviderTest = Static<typeof ProviderTest>

/** Never contains the key. */
export const OwnProviderView = Closed(
  {
    baseUrl: Nullable(Type.String()),
    model: Nullable(Type.String()),
    contextTokens: Nullable(Type.Integer()),
    hasKey: Type.Boolean(),
    keyEnd: Nullable(Type.String({ description: 'The last characters of the key' })),
    setAt: Timestamp(),
    setBy: Nullable(Closed({ id: Uuid(), name: Type.String() })),
    test: Nullable(ProviderTest),
  },
  { $id: 'OwnProvider' },
)

export const ProviderView = Closed(
  {
    kind: OneOf(providerKinds),
    /** What jobs use from now on. */
    uses: OneOf(['own', 'operator', 'built-in', 'none'] as const),
    offered: Nullable(
      Type.String({
        description: 'What the AAM operator provides; null where there is nothing',
      }),
    ),
    own: Nullable(OwnProviderView),
  },
  { $id: 'Provider' },
)
export type ProviderView = Static<typeof ProviderView>

export const ProviderList = Page(ProviderView)
export type ProviderList = Static<typeof ProviderList>
