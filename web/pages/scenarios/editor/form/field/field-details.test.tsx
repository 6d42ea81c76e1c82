import { expect, test } from 'bun:test'
import { Show } from 'solid-js'
import { useComponents } from '../../../../../test/component.ts'
import { openInEditor, serveDraft } from '../../../test/open-draft.tsx'
import { readPack } from '../../pack/read-pack.ts'

const { api, fireEvent, screen, signIn, type, waitFor } = await useComponents()
const { FieldTable } = await import('./field-table.tsx')

/** Opens the details of the only field of the section `decisions`. */
async function openField(scopes = ['scenarios:read', 'scenarios:write']) {
  signIn(scopes)
  const { id } = serveDraft(api)
  const page = await openInEditor(id, (_, editor) => (
    <Show when={editor.section()}>{(section) => <FieldTable section={section()} />}</Show>
  ))
  fireEvent.click(await screen.findByRole('button', { name: /^Decision/, expanded: false }))
  const field = () => readPack(page.draft.files())?.sections[0]?.fields[0]
  return { ...page, field }
}

const select = (label: string): HTMLSelectElement => {
  const found = screen.getByLabelText(label)
  if (found instanceof HTMLSelectElement) return found
  throw new Error(`${label} is not a select`)
}
const choose = (label: string, option: string): void => {
  const { options } = select(label)
  select(label).selectedIndex = [...options].findIndex(({ textContent }) => textContent === option)
  fireEvent.change(select(label))
}
const press = (name: string): boolean => fireEvent.click(screen.getByRole('button', { name }))

test('shows the title in every language, the type and the hint', async () => {
  await openField()
  expect(screen.getByLabelText('Title in English')).toHaveProperty('value', 'Decision')
  expect(screen.getByLabelText('Title in Russian')).toHaveProperty('value', 'Решение')
  expect(select('Type').selectedOptions[0]?.textContent).toBe('Text')
  expect(screen.getByLabelText('What to write in it')).toHaveProperty(
    'value',
    'What was decided, as a full sentence.',
  )
})

test('changes the draft with every letter, and keeps the input that is typed into', async () => {
  const { field } = await openField()
  const input = screen.getByLabelText('Title in English')
  type(input, 'Resolution ')
  expect(field()?.title.en).toBe('Resolution ')
  expect(screen.getByLabelText('Title in English') === input).toBe(true)
  expect(input).toHaveProperty('value', 'Resolution ')
})

test('saves what was typed', async () => {
  const { id } = await openField()
  type(screen.getByLabelText('What to write in it'), 'One sentence')
  await waitFor(() => expect(api.sent(`PUT /scenarios/${id}/draft`)).toHaveLength(1), {
    timeout: 3_000,
  })
  expect(JSON.stringify(api.sent(`PUT /scenarios/${id}/draft`)[0]?.body)).toContain('One sentence')
})

test('asks for the choices before the type changes, and cancels without a trace', async () => {
  const { draft, field } = await openField()
  const before = draft.files()
  choose('Type', 'One of…')
  const input = screen.getByLabelText('Choices')
  expect(document.activeElement === input).toBe(true)
  expect(screen.getByRole('button', { name: 'Use these' })).toHaveProperty('disabled', true)
  press('Cancel')
  expect(draft.files() === before).toBe(true)
  choose('Type', 'One of…')
  type(screen.getByLabelText('Choices'), 'Low, High, Low')
  press('Use these')
  expect(field()?.kind).toBe('choice')
  expect(field()?.choices.map(({ title }) => title.en)).toEqual(['Low', 'High'])
})

test('builds a table from its columns and edits them as fields', async () => {
  const { field } = await openField()
  choose('Type', 'Rows (a table)')
  type(screen.getByLabelText('Columns'), 'Who, Vote')
  press('Create table')
  expect(field()?.fields.map(({ title }) => title.en)).toEqual(['Who', 'Vote'])
  expect(screen.getByRole('list', { name: /Columns/ }).textContent).toContain('Vote')
})

test('ignores a length that is not a positive whole number', async () => {
  const { field } = await openField()
  const length = screen.getByLabelText('Maximum number of characters')
  const before = field()?.maxLength ?? null
  for (const wrong of ['0', '-1', '1.5', 'many']) {
    type(length, wrong)
    expect(field()?.maxLength ?? null).toBe(before)
  }
  type(length, '120')
  expect(field()?.maxLength).toBe(120)
})

test('undoes an edit', async () => {
  const { draft, field } = await openField()
  type(screen.getByLabelText('Title in English'), 'Resolution')
  draft.undo()
  expect(field()?.title.en).toBe('Decision')
  expect(screen.getByLabelText('Title in English')).toHaveProperty('value', 'Decision')
})

test('disables everything for those who may only read', async () => {
  await openField(['scenarios:read'])
  for (const label of ['Title in English', 'Type', 'What to write in it']) {
    expect(screen.getByLabelText(label)).toHaveProperty('disabled', true)
  }
})
