import { expect, test } from 'bun:test'
import { groundValue, indexSegments } from '../ground/ground.ts'
import { samplePack, segmentsOf } from '../testing/sample-pack.ts'
import type { SectionSpec } from '../types.ts'
import { asFarAsSaid } from './as-far-as-said.ts'
import { groundItem } from './ground-item.ts'

const pack = samplePack()
const section = pack.sections.find(({ name }) => name === 'tasks') as SectionSpec

const stateOf = (said: string, anchor: string, task: string): string => {
  const segments = segmentsOf(said)
  const index = indexSegments(segments)
  const citations = [{ segment: 1, anchor }]
  const grounded = asFarAsSaid(
    section,
    { task },
    groundValue(section, { task }, citations, index),
    index,
  )
  // A person who writes the same is told the same.
  expect(groundItem(pack, 'tasks', { task }, citations, segments).state).toBe(grounded.state)
  return grounded.state
}

test.each([
  ['We ship the portal on Monday.', 'ship the portal', 'Ship the portal', 'verified'],
  ['We ship the portal on Monday.', 'ship the portal', 'Decided not to ship the portal', 'weak'],
  ['We won’t ship the portal.', 'ship the portal', 'Not to ship the portal', 'verified'],
  ['We never ship the portal.', 'ship the portal', 'Do not ship the portal', 'verified'],
  [
    'We ship the portal on Monday. We do not sell it.',
    'ship the portal',
    'Do not ship the portal',
    'weak',
  ],
  ['Мы запускаем портал в понедельник.', 'запускаем портал', 'Не запускать портал', 'weak'],
  ['Мы не запускаем портал.', 'запускаем портал', 'Не запускать портал', 'verified'],
  ['Без портала мы не начнём.', 'портала мы не', 'Не начинать без портала', 'verified'],
])('“%s” cited by “%s” proves “%s”: %s', (said, anchor, task, state) => {
  expect(stateOf(said, anchor, task)).toBe(state)
})
