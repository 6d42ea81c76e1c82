import { describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadPack, type LoadedPack, PackError } from '../../../../../plugins/engine/index.ts'
import { newPack } from '../../../../../server/modules/scenarios/drafts/new-pack.ts'
import { setDefaultLanguage, setLanguages, setMeetingType, setPackWords } from './edit-about.ts'
import * as choices from './edit-choices.ts'
import * as fields from './field/edit-fields.ts'
import * as settings from './field/field-settings.ts'
import * as sections from './edit-sections.ts'
import { fieldKinds, type FieldKind } from './field/field-kinds.ts'
import { renderers, tracks } from '../../../../../plugins/vocabulary.ts'
import type { Files } from './pack-parts.ts'
import { type FieldForm, type PackForm, readPack } from './read-pack.ts'

const packsDir = join(import.meta.dir, '../../../../../plugins/packs')
const packs = readdirSync(packsDir).filter((name) => name !== 'shared')

async function filesOf(id: string): Promise<Files> {
  const root = join(packsDir, id, '1.0.0')
  const paths = await Array.fromAsync(new Bun.Glob('**/*').scan({ cwd: root }))
  return Object.fromEntries(
    await Promise.all(
      paths.sort().map(async (path) => [path, await Bun.file(join(root, path)).text()]),
    ),
  )
}

function load(files: Files): LoadedPack {
  try {
    return loadPack(files)
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    const reasons = error.problems.map(({ pointer, reason }) => `${pointer} ${reason.en}`)
    throw new Error(reasons.join('\n'), { cause: error })
  }
}

function read(files: Files): PackForm {
  const form = readPack(files)
  if (!form) throw new Error('The form cannot read the pack.')
  return form
}

const sectionOf = (files: Files, name: string) => {
  const section = read(files).sections.find((one) => one.name === name)
  if (!section) throw new Error(`There is no section ${name}.`)
  return section
}
const fieldOf = (files: Files, section: string, name: string): FieldForm => {
  const field = sectionOf(files, section).fields.find((one) => one.name === name)
  if (!field) throw new Error(`There is no field ${section}.${name}.`)
  return field
}

const both = (text: string) => ({ en: text, ru: text })

/** Paths of the files that differ. */
const touched = (before: Files, after: Files): string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => before[path] !== after[path])
    .sort()

/** Lines that only one of the two texts has. */
function changedLines(before: Files, after: Files, path: string): number {
  const [a, b] = [before[path] ?? '', after[path] ?? ''].map((text) => text.split('\n'))
  const left = new Map<string, number>()
  for (const line of a ?? []) left.set(line, (left.get(line) ?? 0) + 1)
  let added = 0
  for (const line of b ?? []) {
    const count = left.get(line) ?? 0
    if (count > 0) left.set(line, count - 1)
    else added += 1
  }
  return added + [...left.values()].reduce((sum, count) => sum + count, 0)
}

describe.each(packs)('the built-in pack %s', (id) => {
  test('reads as the engine reads it, and stays the same byte for byte', async () => {
    const files = await filesOf(id)
    const form = read(files)
    const pack = load(files)
    expect(form.sections.map(({ name }) => name)).toEqual(pack.sections.map(({ name }) => name))
    for (const section of form.sections) {
      const spec = pack.sections.find(({ name }) => name === section.name)
      expect(section).toMatchObject({
        render: spec?.render,
        evidence: spec?.evidence,
        track: spec?.track,
        priority: spec?.priority,
        isList: spec?.isList,
        textField: spec?.textField,
        isByHand: false,
        title: { en: pack.labels.en[section.name], ru: pack.labels.ru[section.name] },
      })
      expect(section.lookFor).not.toBe('')
      expect(
        section.fields.map(({ name, required, nullable, maxLength }) => [
          name,
          required,
          nullable,
          maxLength,
        ]),
      ).toEqual(
        (spec?.fields ?? []).map(({ name, required, nullable, maxLength }) => [
          name,
          required,
          nullable,
          maxLength,
        ]),
      )
      expect(section.fields.filter(({ kind }) => kind === 'other')).toEqual([])
    }
    // Setting everything to its current value changes nothing.
    let same = files
    for (const section of form.sections) {
      const { name } = section
      same = sections.setLabel(same, name, 'ru', section.title.ru)
      same = sections.setRender(same, name, section.render)
      same = sections.setEvidence(same, name, section.evidence)
      same = sections.setTrack(same, name, section.track)
      same = sections.setPriority(same, name, section.priority)
      same = sections.setIsList(same, name, section.isList)
      same = sections.setLookFor(same, name, section.lookFor)
      same = sections.setStep(same, name, section.step)
      for (const field of section.fields) {
        same = sections.setLabel(same, `${name}.${field.name}`, 'en', field.title.en)
        same = fields.setRequired(same, name, field.name, field.required)
      }
    }
    expect(touched(files, same)).toEqual([])
  })

  test('every edit of every section gives a valid pack', async () => {
    const files = await filesOf(id)
    for (const section of read(files).sections) {
      const { name } = section
      const last = read(files).sections.length - 1
      const edits: [string, Files][] = [
        ['remove', sections.removeSection(files, name)],
        ['first', sections.moveSection(files, name, 0)],
        ['last', sections.moveSection(files, name, last)],
        ['title', sections.setLabel(files, name, 'en', 'Another title')],
        ['single', sections.setIsList(files, name, !section.isList)],
        ['look for', sections.setLookFor(files, name, 'What was said.\nAnd nothing else.')],
        ['nothing to look for', sections.setLookFor(files, name, '')],
        ['definition', sections.setDefinition(files, name, 'One sentence.')],
        ['no definition', sections.setDefinition(files, name, '')],
        ['alone', sections.setStep(files, name, null)],
        ['no priority', sections.setPriority(files, name, null)],
        ['added field', fields.addField(files, name, both('Кем подписано?')).files],
        [
          'render',
          sections.setRender(files, name, renderers[section.order % renderers.length] ?? 'list'),
        ],
        ['track', sections.setTrack(files, name, tracks[section.order % tracks.length] ?? null)],
        ...read(files).steps.map(
          (step) => [`with ${step.id}`, sections.setStep(files, name, step.id)] as [string, Files],
        ),
      ]
      // One kind of edit at a time: loading a pack compiles all of it, which is slow.
      for (const [edit, after] of edits.filter((_, at) => at % 4 === section.order % 4))
        expect([name, edit, load(after).hash.length]).toEqual([name, edit, 64])
      expect(sectionOf(sections.setIsList(files, name, !section.isList), name).isList).toBe(
        !section.isList,
      )
    }
  }, 120_000)

  test('every edit of every field gives a valid pack and leaves other sections alone', async () => {
    const files = await filesOf(id)
    let count = 0
    for (const section of read(files).sections) {
      for (const field of section.fields) {
        const [s, f] = [section.name, field.name]
        const edits: [string, Files][] = [
          ['required', fields.setRequired(files, s, f, !field.required)],
          ['last', fields.moveField(files, s, f, section.fields.length - 1)],
          ['hint', settings.setHint(files, s, f, 'As it was said.')],
          ['nullable', settings.setNullable(files, s, f, true)],
          ['own choices', choices.ownChoices(files, s, f)],
        ]
        const isText = ['text', 'long-text'].includes(field.kind)
        if (isText) edits.push(['text', fields.setTextField(files, s, f)])
        if (isText) edits.push(['length', settings.setMaxLength(files, s, f, 77)])
        if (field.choices.length > 0) {
          const [first] = field.choices
          edits.push(['more', choices.addChoice(files, s, f, both('Ещё один'))])
          edits.push(['fewer', choices.removeChoice(files, s, f, first?.value ?? '')])
          edits.push(['other order', choices.moveChoice(files, s, f, first?.value ?? '', 1)])
        }
        // One kind of edit at a time: loading a pack compiles all of it, which is slow.
        const chosen = edits.filter((_, at) => at % 4 === count % 4)
        count += 1
        for (const [edit, after] of chosen) {
          expect([s, f, edit, load(after).hash.length]).toEqual([s, f, edit, 64])
        }
        const others = section.fields.filter(({ name }) => name !== f)
        if (count % 3 === 0 && others.some(({ name }) => name === section.textField)) {
          const removed = fields.removeField(files, s, f)
          load(removed)
          const rest = (of: Files) => read(of).sections.filter(({ name }) => name !== s)
          expect(
            rest(removed).map((one) => ({
              ...one,
              fields: one.fields.map(({ name, kind, title }) => ({ name, kind, title })),
            })),
          ).toEqual(
            rest(files).map((one) => ({
              ...one,
              fields: one.fields.map(({ name, kind, title }) => ({ name, kind, title })),
            })),
          )
        }
      }
    }
  }, 240_000)
})

const start = newPack('site-visit')

describe('an empty scenario', () => {
  test('gets sections and fields of every kind', () => {
    const added = sections.addSection(start, { en: 'Promises made', ru: 'Обещания' })
    expect(added.name).toBe('promisesMade')
    let { files } = added
    for (const kind of fieldKinds) {
      const field = fields.addField(files, added.name, both(`A ${kind}`))
      files = settings.setKind(
        field.files,
        added.name,
        field.name,
        kind,
        kind === 'choice' ? [{ en: 'In time', ru: 'Вовремя' }, both('Late')] : [],
      )
      expect(fieldOf(files, added.name, field.name).kind).toBe(kind as FieldKind)
      load(files)
    }
    expect(fieldOf(files, added.name, 'aChoice').choices).toEqual([
      { value: 'in-time', title: { en: 'In time', ru: 'Вовремя' } },
      { value: 'late', title: { en: 'Late', ru: 'Late' } },
    ])
    files = sections.setLookFor(files, added.name, 'Only what was said as a promise.')
    expect(files['prompts/outcomes.md']).toBe(
      'Fill these sections: {{sections}}.\n\n- `decisions`: The group closed a choice.\n- `promisesMade`: Only what was said as a promise.\n',
    )
    expect(load(files).manifest.steps[0]?.sections).toEqual(['decisions', 'promisesMade'])
    files = sections.removeSection(files, 'decisions')
    expect(Object.keys(load(files).labels.en)).not.toContain('decisions')
  })

  test('names come from the English title, else from the Russian one, and stay when titles change', () => {
    const russian = sections.addSection(start, { en: '', ru: 'Кто что обещал' })
    expect(russian.name).toBe('ktoChtoObeshchal')
    const named = sections.setLabel(russian.files, russian.name, 'en', 'Promises')
    expect(sectionOf(named, russian.name).title).toEqual({ en: 'Promises', ru: 'Кто что обещал' })
    const again = sections.addSection(named, { en: 'Кто что обещал', ru: '' })
    expect(again.name).toBe('ktoChtoObeshchal2')
    for (const title of ['Evidence', 'constructor', '4 risks', '???', 'Prototype']) {
      load(sections.addSection(start, both(title)).files)
      load(fields.addField(start, 'decisions', both(title)).files)
    }
  })

  test('changes title and description in pack.json only', () => {
    let files = setPackWords(start, 'title', 'ru', 'Выезд на объект')
    files = setMeetingType(setDefaultLanguage(files, 'ru'), 'site-visit')
    expect(touched(start, files)).toEqual(['pack.json'])
    expect(load(files).manifest).toMatchObject({
      title: { en: 'New scenario', ru: 'Выезд на объект' },
      meetingType: 'site-visit',
      defaultLanguage: 'ru',
    })
  })
})

describe('the extent of an edit', () => {
  test('changes one line for a title or a required field, and its own lines for a type', async () => {
    const files = await filesOf('client-status')
    const titled = sections.setLabel(files, 'commitments', 'en', 'What was promised')
    expect(touched(files, titled)).toEqual(['i18n/en.json'])
    expect(changedLines(files, titled, 'i18n/en.json')).toBe(2)
    const required = fields.setRequired(files, 'commitments', 'party', true)
    expect(touched(files, required)).toEqual(['output.schema.json'])
    expect(changedLines(files, required, 'output.schema.json')).toBe(2)
    const swapped = sections.moveSection(files, 'commitments', 0)
    expect(changedLines(files, swapped, 'output.schema.json')).toBe(0)
    expect(
      read(swapped)
        .sections.slice(0, 2)
        .map(({ name }) => name),
    ).toEqual(['commitments', 'health'])
    const typed = settings.setKind(files, 'commitments', 'toWhom', 'person')
    expect(changedLines(files, typed, 'output.schema.json')).toBe(4)
    expect(fieldOf(typed, 'commitments', 'toWhom').hint).toBe('To whom, if it was said.')
  })

  test('keeps a shared definition, and gives a field its own copy of choices', async () => {
    const files = await filesOf('client-status')
    const risk = fieldOf(files, 'risks', 'impact')
    expect(risk.sharedWith).toContainEqual({ section: 'actionItems', field: 'priority' })
    const own = choices.addChoice(
      choices.ownChoices(files, 'risks', 'impact'),
      'risks',
      'impact',
      both('Deadly'),
    )
    load(own)
    expect(fieldOf(own, 'risks', 'impact').choices.map(({ value }) => value)).toEqual([
      'low',
      'medium',
      'high',
      'deadly',
    ])
    expect(fieldOf(own, 'risks', 'impact').choices[0]?.title).toEqual({
      en: 'Low',
      ru: risk.choices[0]?.title.ru ?? '',
    })
    expect(fieldOf(own, 'risks', 'likelihood').choices).toHaveLength(3)
    const shared = choices.addChoice(files, 'risks', 'impact', both('Deadly'))
    expect(fieldOf(shared, 'actionItems', 'priority').choices).toHaveLength(4)
  })

  test('keeps what the form does not know: cues, grades, formatting and escapes', () => {
    const schema = `{
  "type": "object",
  "properties": {
    "risks": { "type": "array", "items": { "$ref": "#/$defs/risk" },
      "x-aam": { "render": "list", "order": 1, "evidence": "required", "cues": { "en": [[1.50, "r\\u0069sk*"]] } } },
    "prices": {"type":"array","items":{"type":"object","properties":{"what":{"type":"string"},"sum":{"type":"number","minimum":0.50}}},"x-aam":{"render":"table","order":7,"evidence":"optional"}}
  },
  "$defs": { "risk": { "type": "object", "properties": { "text": { "type": "string", "pattern": "^[A-Z]" } }, "required": ["text"] },
    "spare": { "type": "string" } }
}`
    const labels =
      '{\n  "risks": "Risks",\n  "risks.text": "Risk",\n  "prices": "Prices",\n  "prices.what": "What",\n  "prices.sum": "Sum"\n}\n'
    const files: Files = {
      ...start,
      'output.schema.json': schema,
      'i18n/en.json': labels,
      'i18n/ru.json': labels,
      'pack.json': (start['pack.json'] ?? '').replace('"decisions"', '"risks",\n "prices"'),
    }
    load(files)
    expect(fieldOf(files, 'risks', 'text').kind).toBe('other')
    const moved = sections.moveSection(files, 'prices', 0)
    load(moved)
    const text = moved['output.schema.json'] ?? ''
    expect(text).toContain('"cues": { "en": [[1.50, "r\\u0069sk*"]] }')
    expect(text).toContain(
      '{"type":"object","properties":{"what":{"type":"string"},"sum":{"type":"number","minimum":0.50}}}',
    )
    expect(text).toContain('"spare": { "type": "string" }')
    const rendered = sections.setRender(moved, 'risks', 'cards')
    expect(rendered['output.schema.json']).toContain('"pattern": "^[A-Z]"')
    load(rendered)
  })

  test('never changes invalid JSON', () => {
    const broken = { ...start, 'i18n/ru.json': '{ "decisions": ' }
    expect(readPack(broken)).toBeUndefined()
    expect(sections.addSection(broken, both('More')).files).toBe(broken)
    expect(sections.setLabel(broken, 'decisions', 'en', 'More')).toBe(broken)
  })

  test('removes the expectations of test transcripts with a section or field', async () => {
    const files = await filesOf('general-minutes')
    const path = 'fixtures/release-sync.en.json'
    const without = sections.removeSection(files, 'decisions')
    expect(Object.keys(JSON.parse(without[path] ?? '').expect)).not.toContain('decisions')
    expect(without['prompts/outcomes.md']).not.toContain('- `decisions`')
    const fewer = fields.removeField(files, 'actionItems', 'dueText')
    load(fewer)
    expect(fieldOf(fewer, 'actionItems', 'dueOn').computedFrom).toBeNull()
    expect(changedLines(files, fewer, path)).toBeLessThan(20)
  })
})

describe('a scenario in one language', () => {
  const russian = newPack('obhod', { ru: 'Обход' }, 'ru')
  const ru = (text: string) => ({ en: '', ru: text })

  test('stays valid with titles in that language only, whatever is edited', () => {
    expect(load(russian).manifest.title).toEqual({ en: 'Обход', ru: 'Обход' })
    const added = sections.addSection(russian, ru('Замечания'))
    let { files } = added
    for (const kind of fieldKinds) {
      const field = fields.addField(files, added.name, ru(`Поле ${kind}`))
      const offered = kind === 'choice' ? [ru('Да, сразу'), ru('Нет')] : []
      files = settings.setKind(field.files, added.name, field.name, kind, offered)
      load(files)
    }
    expect(Object.keys(files)).not.toContain('i18n/en.json')
    expect(readPack(files)?.languages).toEqual(['ru'])
  })

  test('accepts and removes a translation that is not required', () => {
    const translated = sections.setLabel(russian, 'decisions', 'en', 'Decisions')
    expect(load(translated).labels.en).toMatchObject({
      decisions: 'Decisions',
      'decisions.statement': 'Решение',
    })
    const back = sections.setLabel(translated, 'decisions', 'en', ' ')
    expect(JSON.parse(back['i18n/en.json'] ?? '')).toEqual({})
    expect(load(back).labels.en['decisions']).toBe('Решения')
    const named = setPackWords(russian, 'title', 'en', 'Round')
    expect(load(named).manifest.title.en).toBe('Round')
    expect(load(setPackWords(named, 'title', 'en', '')).manifest.title.en).toBe('Обход')
  })

  test('what a copy has in both languages stays when one is said to be enough', () => {
    const one = setLanguages(start, ['ru'])
    const { files } = fields.addField(one, 'decisions', ru('Кто против'))
    expect(load(files).labels.en).toMatchObject({
      decisions: 'Decisions',
      'decisions.ktoProtiv': 'Кто против',
    })
  })
})
