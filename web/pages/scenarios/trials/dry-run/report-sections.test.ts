import { expect, test } from 'bun:test'
import type { SectionView } from '../../../../../server/modules/scenarios/contract.ts'
import type { DryRunReport } from '../../../../../server/modules/scenarios/trials/contract.ts'
import { sectionsOfReport, groupSections } from './report-sections.ts'

type Section = DryRunReport['sections'][number]

const section = (name: string, state: Section['state'], quotes: string[] = []): Section => ({
  name,
  view: { name, render: 'list' } as SectionView,
  state,
  errors: [],
  items: quotes.map((quote) => ({
    value: { statement: quote },
    evidenceState: 'verified',
    evidence: [{ segmentId: 1, startMs: 0, endMs: 9, speaker: 'Ada', quote, state: 'verified' }],
  })),
})
const report = (...sections: Section[]): DryRunReport => ({
  meetingId: 'm',
  provider: 'extractive',
  spent: { calls: 0, inputTokens: 0, outputTokens: 0, costMicroUsd: 0 },
  coverage: { segmentCount: 1, seenCount: 1, citedShare: 1 },
  sections,
})

test('turns findings into undecided items, each with its own id', () => {
  const [shown] = sectionsOfReport(report(section('decisions', 'ok', ['we start', 'we stop'])))
  expect(shown?.items.map(({ id }) => id)).toEqual(['trial-decisions-0', 'trial-decisions-1'])
  expect(shown?.items[0]).toMatchObject({
    section: 'decisions',
    reviewState: 'proposed',
    locked: false,
    evidence: [{ quote: 'we start', startChar: 0, endChar: 8 }],
  })
})

test('shows a failed section even when empty, and only names other empty ones', () => {
  const sections = sectionsOfReport(
    report(
      section('full', 'ok', ['x']),
      section('none', 'empty'),
      section('silent', 'ok'),
      section('broken', 'failed'),
      section('waits', 'needs-model'),
    ),
  )
  const names = Object.entries(groupSections(sections)).map(([group, of]) => [
    group,
    of.map(({ name }) => name),
  ])
  expect(names).toEqual([
    ['shown', ['full', 'broken']],
    ['empty', ['none', 'silent']],
    ['waiting', ['waits']],
  ])
})
