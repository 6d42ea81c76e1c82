import { expect, test } from 'bun:test'
import type { ArtifactView, ItemView } from '../../../../server/modules/analysis/contract.ts'
import { undecidedItem } from '../../../features/results/item/undecided-item.ts'
import { withNewerItems } from './newer-items.ts'

const item = (id: string, rev: number, text: string): ItemView => ({
  ...undecidedItem({
    id,
    section: 'decisions',
    value: { text },
    evidenceState: 'verified',
    evidence: [],
  }),
  rev,
})

const artifact = (items: ItemView[]): ArtifactView => ({
  run: null,
  sections: [
    {
      name: 'decisions',
      title: { en: 'Decisions', ru: 'Решения' },
      render: 'list',
      state: 'ok',
      errors: [],
      items,
    },
  ],
})

const textsAfter = (read: ItemView[], known: ItemView[]): unknown[] =>
  withNewerItems(artifact(read), (id) => known.find((one) => one.id === id)).sections.flatMap(
    ({ items }) => items.map(({ value }) => value['text']),
  )

test('keeps an item that is newer than the answer', () => {
  expect(textsAfter([item('a', 1, 'old')], [item('a', 2, 'new')])).toEqual(['new'])
})

test('takes what the answer brings where it is as new or newer', () => {
  expect(textsAfter([item('a', 2, 'read')], [item('a', 2, 'known')])).toEqual(['read'])
  expect(textsAfter([item('a', 3, 'read')], [item('a', 2, 'known')])).toEqual(['read'])
})

test('shows only the items of the answer', () => {
  expect(textsAfter([item('a', 1, 'a')], [item('a', 1, 'a'), item('b', 5, 'b')])).toEqual(['a'])
})
