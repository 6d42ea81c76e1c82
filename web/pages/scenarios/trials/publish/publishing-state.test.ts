import { expect, test } from 'bun:test'
import type {
  CheckView,
  ScenarioVersionView,
} from '../../../../../server/modules/scenarios/contract.ts'
import type {
  RegressionReport,
  TrialView,
} from '../../../../../server/modules/scenarios/trials/contract.ts'
import {
  initialPublishing,
  isVersionValid,
  leastChosen,
  published,
  type PublishFacts,
  type PublishingState,
  rechecked,
  reportOf,
  type Step,
  stepOf,
  testsPriced,
  testsRequested,
  versionProposed,
  versionRefused,
  versionTyped,
} from './publishing-state.ts'

const check: CheckView = {
  valid: true,
  hash: 'x',
  problems: [],
  comparedWith: '1.3.0',
  differences: [],
  requiredBump: 'minor',
  limits: [],
}
const newer: CheckView = { ...check, comparedWith: '1.4.0' }
const report: RegressionReport = {
  green: true,
  provider: 'extractive',
  runsPerGolden: 1,
  spent: { calls: 0, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 },
  fixtures: [],
  goldens: [],
}
const trial: TrialView = {
  id: 'trial',
  scenarioId: 'our-minutes',
  kind: 'regression',
  version: null,
  digest: 'x',
  state: 'done',
  progress: null,
  reason: null,
  meetingId: null,
  dryRun: null,
  regression: report,
  createdAt: '2026-11-25T10:00:00Z',
  finishedAt: null,
}
const cost = { runs: 2, inputTokens: 1, outputTokens: 1, costMicroUsd: null }

const withVersion = (version: string) => ({ 'pack.json': JSON.stringify({ version }) })
const untested: PublishFacts = {
  files: withVersion('1.3.0'),
  check,
  regression: undefined,
  isOfDraft: false,
  goldens: [],
}
const tested: PublishFacts = {
  ...untested,
  files: withVersion('1.4.0'),
  regression: trial,
  isOfDraft: true,
}
const first: PublishFacts = { ...untested, check: { ...check, comparedWith: null } }

const proposed = versionProposed(initialPublishing, untested)
const typed = (text: string): PublishingState => versionTyped(proposed, text)
const refused = rechecked(versionRefused(proposed), newer)

const versions: [what: string, state: PublishingState, version: string, typed: boolean][] = [
  ['proposes the lowest version that the changes allow', proposed, '1.4.0', false],
  [
    'proposes nothing before the draft is checked',
    versionProposed(initialPublishing, { ...untested, check: undefined }),
    '',
    false,
  ],
  [
    'proposes nothing for an invalid draft',
    versionProposed(initialPublishing, { ...untested, check: { ...check, valid: false } }),
    '',
    false,
  ],
  [
    'keeps a higher version that was tested',
    versionProposed(initialPublishing, { ...tested, files: withVersion('2.0.0') }),
    '2.0.0',
    false,
  ],
  [
    'ignores the files’ version when it was not tested',
    versionProposed(initialPublishing, { ...untested, files: withVersion('2.0.0') }),
    '1.4.0',
    false,
  ],
  [
    'keeps any version of the files for the first one',
    versionProposed(initialPublishing, { ...first, files: withVersion('0.3.0') }),
    '0.3.0',
    false,
  ],
  ['trims a typed version', typed(' 2.0.0 '), '2.0.0', true],
  ['keeps a typed version that is valid', versionProposed(typed('2.0.0'), untested), '2.0.0', true],
  [
    'replaces a typed version that has become too low',
    versionProposed(typed('1.4.0'), { ...untested, check: newer }),
    '1.5.0',
    true,
  ],
  [
    'takes the lowest version of a newer check after a refusal',
    leastChosen(refused, untested),
    '1.5.0',
    false,
  ],
]

for (const [what, state, version, isTyped] of versions) {
  test(what, () => {
    expect([state.version, state.isTyped]).toEqual([version, isTyped])
  })
}

test('a version is valid from the lowest one up; the first may have any number', () => {
  const valid = ['1.3.9', '1.4.0', '9.0.0', '1.4', ''].map((text) =>
    isVersionValid(typed(text), untested),
  )
  expect(valid).toEqual([false, true, true, false, false])
  expect(isVersionValid(typed('0.0.1'), first)).toBe(true)
  expect(isVersionValid(proposed, { ...untested, check: undefined })).toBe(false)
  expect(isVersionValid(refused, untested)).toBe(false)
})

const priced = testsPriced(proposed, cost)
const outcome = (changes: Partial<TrialView>): PublishFacts => ({
  ...tested,
  regression: { ...trial, regression: null, ...changes },
})
const red: PublishFacts = {
  ...tested,
  regression: { ...trial, regression: { ...report, green: false } },
}

const steps: [what: string, state: PublishingState, facts: PublishFacts, step: Step][] = [
  ['prepares before there are tests', proposed, untested, 'prepare'],
  ['waits while tests are queued', proposed, outcome({ state: 'queued' }), 'testing'],
  [
    'waits for running tests even when a price is known',
    priced,
    outcome({ state: 'running' }),
    'testing',
  ],
  ['asks for the price', priced, tested, 'cost'],
  ['asks no more once another version is typed', versionTyped(priced, '1.4.0'), tested, 'green'],
  [
    'says that the tests failed',
    proposed,
    outcome({ state: 'failed', reason: 'trial_failed' }),
    'failed',
  ],
  [
    'prepares again after the tests were stopped',
    proposed,
    outcome({ state: 'failed', reason: 'cancelled' }),
    'prepare',
  ],
  ['lets green tests be published', proposed, tested, 'green'],
  ['stops at red tests', proposed, red, 'red'],
  ['needs tests again for another version', typed('2.0.0'), tested, 'prepare'],
  ['needs tests again for an edited draft', proposed, { ...tested, isOfDraft: false }, 'prepare'],
  [
    'needs tests again after a golden was added',
    proposed,
    { ...tested, goldens: [{ createdAt: '2026-11-26T10:00:00Z' }] },
    'prepare',
  ],
  [
    'is done once published',
    published(proposed, { version: '1.4.0' } as ScenarioVersionView),
    untested,
    'published',
  ],
]

for (const [what, state, facts, step] of steps) {
  test(what, () => {
    expect(stepOf(state, facts)).toBe(step)
  })
}

test('a report counts only for this draft, this version and these goldens', () => {
  expect(reportOf(proposed, tested)).toBe(report)
  expect(reportOf(typed('2.0.0'), tested)).toBeUndefined()
})

test('new tests clear a refusal and remember what is given up', () => {
  const dropped = { sections: ['risks'], fields: [] }
  const state = testsRequested(refused, dropped)
  expect([state.isRefused, state.dropped]).toEqual([false, dropped])
})
