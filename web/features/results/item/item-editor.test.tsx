import { expect, test } from 'bun:test'
import { createStore } from 'solid-js/store'
import type { ItemView } from '../../../../server/modules/analysis/contract.ts'
import type { SectionView } from '../../../../server/modules/scenarios/contract.ts'
import { json, problem } from '../../../test/api-server.ts'
import { useComponents } from '../../../test/component.ts'
import { undecidedItem } from './undecided-item.ts'

const { api, fireEvent, render, screen, signIn, type, waitFor } = await useComponents()
const { ItemEditor } = await import('./item-editor.tsx')
const { ResultContext } = await import('../result-context.ts')
const { createReview } = await import('../review/review.ts')

const view: SectionView = {
  name: 'decisions',
  title: { en: 'Decisions', ru: 'Решения' },
  order: 1,
  render: 'list',
  evidence: 'optional',
  track: null,
  priority: null,
  grade: null,
  isList: true,
  textField: 'text',
  fields: [
    {
      name: 'text',
      title: { en: 'Decision', ru: 'Решение' },
      type: 'string',
      required: true,
      nullable: false,
      format: null,
      options: null,
      maxLength: null,
      minimum: null,
      maximum: null,
      fields: null,
    },
  ],
}

const itemOf = (text: string, rev: number): ItemView => ({
  ...undecidedItem({
    id: 'i1',
    section: 'decisions',
    value: { text },
    evidenceState: 'verified',
    evidence: [],
  }),
  rev,
})

function openEditor(): { isOpen: () => boolean } {
  signIn(['meetings:write'])
  const [state, setState] = createStore({ item: itemOf('Ship on Monday', 3) })
  let editing: string | undefined = 'i1'
  render(() => {
    const artifact = {
      run: null,
      sections: [
        {
          name: view.name,
          title: view.title,
          render: view.render,
          state: 'ok' as const,
          errors: [],
          items: [state.item],
        },
      ],
    }
    const review = createReview(
      {
        id: 'm1',
        state: { artifact, scenario: { sections: [view] }, meeting: { status: 'in_review' } },
        findItem: () => state.item,
        putItem: (item) => setState('item', item),
        load: async () => {},
        loadSoon: () => {},
      },
      () => false,
    )
    const setEditing: typeof review.setEditing = ((id?: string) => {
      editing = id
    }) as typeof review.setEditing
    return (
      <ResultContext.Provider
        value={{
          store: { state: { artifact } },
          review: { ...review, setEditing },
          player: { isReady: () => false, isPlayingEvidence: () => false },
          shortNameOf: ({ speaker }) => speaker,
        }}
      >
        <ItemEditor item={state.item} view={view} />
      </ResultContext.Provider>
    )
  })
  return { isOpen: () => editing !== undefined }
}

const field = (): HTMLElement => screen.getByLabelText('Decision')
const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }))

test('has the item’s text, and the focus, when it opens', () => {
  openEditor()
  expect(field()).toHaveProperty('value', 'Ship on Monday')
  expect(document.activeElement).toBe(field())
})

test('sends what changed onto the revision that was read, and closes', async () => {
  api.answer('PATCH', '/items/i1', () => json(itemOf('Ship on Tuesday', 4)))
  const editor = openEditor()
  type(field(), 'Ship on Tuesday')
  press('Save')
  await waitFor(() => expect(editor.isOpen()).toBe(false))
  const [sent] = api.sent('PATCH /items/i1')
  expect(sent?.body).toEqual({ value: { text: 'Ship on Tuesday' } })
  expect(sent?.headers.get('if-match')).toBe('"3"')
})

test('sends nothing where nothing changed', async () => {
  const editor = openEditor()
  press('Save')
  await waitFor(() => expect(editor.isOpen()).toBe(false))
  expect(api.sent()).toEqual([])
})

test('keeps what was typed when somebody else was faster, and saves it on demand', async () => {
  api.answer('PATCH', '/items/i1', () => problem(412, 'stale'))
  api.answer('GET', '/items/i1', () => json(itemOf('Ship on Friday', 5)))
  const editor = openEditor()
  type(field(), 'Ship on Tuesday')
  press('Save')
  expect((await screen.findByRole('alert')).textContent).toContain('Ship on Friday')
  expect(field()).toHaveProperty('value', 'Ship on Tuesday')
  expect(editor.isOpen()).toBe(true)

  api.answer('PATCH', '/items/i1', () => json(itemOf('Ship on Tuesday', 6)))
  press('Save mine anyway')
  await waitFor(() => expect(editor.isOpen()).toBe(false))
  expect(api.sent('PATCH /items/i1').at(-1)?.headers.get('if-match')).toBe('"5"')
})

test('stays open with what was typed when the server refuses it', async () => {
  api.answer('PATCH', '/items/i1', () => problem(422, 'invalid'))
  const editor = openEditor()
  type(field(), 'Ship on Tuesday')
  press('Save')
  await waitFor(() => expect(api.sent('PATCH /items/i1')).toHaveLength(1))
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', false),
  )
  expect(field()).toHaveProperty('value', 'Ship on Tuesday')
  expect(editor.isOpen()).toBe(true)
})
