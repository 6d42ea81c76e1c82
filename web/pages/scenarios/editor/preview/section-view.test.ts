import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { newPack } from '../../../../../server/modules/scenarios/drafts/new-pack.ts'
import { addField } from '../pack/field/edit-fields.ts'
import { setKind } from '../pack/field/field-settings.ts'
import { setEvidence } from '../pack/edit-sections.ts'
import type { Files } from '../pack/pack-parts.ts'
import { readPack } from '../pack/read-pack.ts'
import { toShownSection } from './section-view.ts'

const shownOf = (files: Files, name: string, locale: 'en' | 'ru') => {
  const section = readPack(files)?.sections.find((one) => one.name === name)
  if (!section) throw new Error(`There is no section ${name}.`)
  return toShownSection(files, section, locale)
}

test('makes example values from the fields where there are no test transcripts', () => {
  let files: Files = newPack('site-visit')
  files = addField(files, 'decisions', { en: 'Who', ru: 'Кто' }).files
  files = setKind(files, 'decisions', 'who', 'person')
  files = addField(files, 'decisions', { en: 'State', ru: 'Состояние' }).files
  files = setKind(files, 'decisions', 'state', 'choice', [
    { en: 'Open', ru: 'Открыто' },
    { en: 'Done', ru: 'Готово' },
  ])
  const { view, items } = shownOf(files, 'decisions', 'ru')
  // Whoever reads, the preview speaks the language that was asked for.
  expect(view.title).toEqual({ en: 'Решения', ru: 'Решения' })
  expect(view.fields.find(({ name }) => name === 'state')?.options?.[0]).toEqual({
    value: 'open',
    title: { en: 'Открыто', ru: 'Открыто' },
  })
  expect(items).toHaveLength(3)
  expect(items.map(({ value }) => value['state'])).toEqual(['open', 'done', 'open'])
  expect(items[0]?.value['statement']).toBe('Решение: пример 1')
  expect(items[0]?.evidence).toHaveLength(1)
  const free = setEvidence(files, 'decisions', 'optional')
  expect(shownOf(free, 'decisions', 'en').items[0]?.evidence).toEqual([])
})

test('prefers examples from the pack’s test transcripts', async () => {
  const root = join(import.meta.dir, '../../../../../plugins/packs/general-minutes/1.0.0')
  const paths = await Array.fromAsync(new Bun.Glob('**/*').scan({ cwd: root }))
  const files: Files = {}
  for (const path of paths.sort()) files[path] = await Bun.file(join(root, path)).text()
  const { items } = shownOf(files, 'actionItems', 'en')
  expect(items[0]?.value).toMatchObject({ task: 'submit the build', owner: 'Tom Adeyemi' })
  expect(shownOf(files, 'summary', 'en').items).toHaveLength(1)
})
