import { type Static, Type } from '@sinclair/typebox'
import { Closed, Nullable, Uuid } from '../../../http/contract.ts'

const Phrase = Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' })

const ScenarioRule = Closed(
  {
    clientId: Nullable(Uuid('Only for meetings of this client')),
    words: Type.Array(Phrase, {
      maxItems: 20,
      description:
        'Only where one of these begins a word of the title; case and the dots of ё make no difference',
    }),
    scenario: Type.String({ minLength: 1, maxLength: 100, description: 'Id of the scenario' }),
  },
  { examples: [{ clientId: null, words: ['board', 'совет'], scenario: 'board-meeting' }] },
)
export type ScenarioRule = Static<typeof ScenarioRule>

export const mostRules = 50
const Rules = Type.Array(ScenarioRule, {
  maxItems: mostRules,
  description: 'In order: the first that fits proposes its scenario, else the default one is',
})

export const ScenarioRulesView = Closed(
  { rev: Type.Integer({ description: 'The resource’s ETag' }), rules: Rules },
  { $id: 'ScenarioRules' },
)
export type ScenarioRulesView = Static<typeof ScenarioRulesView>

export const PutScenarioRules = Closed({ rules: Rules }, { $id: 'ScenarioRulesChange' })
export type PutScenarioRules = Static<typeof PutScenarioRules>
