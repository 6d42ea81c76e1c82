import { describe, expect, test } from 'bun:test'
import { ownProblem } from '../../../lib/problem.ts'
import {
  type AddFields,
  initialFields,
  type MissingField,
  missingFields,
  pastedTranscript,
  takenFiles,
  titleOf,
  toCreateMeeting,
} from './add-state.ts'

const audio = (name: string) => ({ file: new File(['x'], name), kind: 'audio' as const })
const refused = { file: new File(['x'], 'notes.zip'), problem: ownProblem('neither_kind') }

const fields = (more: Partial<AddFields>): AddFields => ({
  ...initialFields('file', 'en'),
  ...more,
})

describe('missingFields', () => {
  const rows: { title: string; given: AddFields; scenario?: string; missing: MissingField[] }[] = [
    {
      title: 'an empty form lacks everything',
      given: fields({}),
      scenario: '',
      missing: ['title', 'transcript', 'scenario'],
    },
    {
      title: 'a file brings its title',
      given: fields({ files: [audio('call.mp3')] }),
      missing: [],
    },
    {
      title: 'a refused file brings nothing',
      given: fields({ files: [refused] }),
      missing: ['title', 'transcript'],
    },
    {
      title: 'pasted text needs a title',
      given: fields({ by: 'text', text: 'Anna: hello' }),
      missing: ['title'],
    },
    {
      title: 'blank text is no transcript',
      given: fields({ by: 'text', text: '  \n', title: 'Call' }),
      missing: ['transcript'],
    },
    {
      title: 'files do not count while text is pasted',
      given: fields({ by: 'text', files: [audio('call.mp3')], title: 'Call' }),
      missing: ['transcript'],
    },
    {
      title: 'of several files each brings its own title',
      given: fields({ files: [audio('a.mp3'), audio('b.mp3')], title: ' ' }),
      missing: [],
    },
    {
      title: 'without scenarios nothing can be added',
      given: fields({ files: [audio('call.mp3')] }),
      scenario: '',
      missing: ['scenario'],
    },
  ]
  for (const { title, given, scenario = 'general-minutes', missing } of rows) {
    test(title, () => expect(missingFields(given, scenario)).toEqual(missing))
  }
})

test('a typed title goes before the name of the file', () => {
  const files = [audio('weekly_status.mp3')]
  expect(titleOf(fields({ files }))).toBe('weekly status')
  expect(titleOf(fields({ files, title: 'Budget' }))).toBe('Budget')
})

test('only files that are not refused are taken', () => {
  const taken = audio('call.mp3')
  expect(takenFiles(fields({ files: [refused, taken] }))).toEqual([taken])
})

test('pasted text becomes a file of the same text', async () => {
  const file = pastedTranscript(fields({ by: 'text', text: 'Anna: hello' }))
  expect(file?.name).toBe('transcript.txt')
  expect(await file?.bytes.text()).toBe('Anna: hello')
})

describe('toCreateMeeting', () => {
  const chosen = { title: 'Call', scenarioId: 'general-minutes', startedLocal: '' }

  test('leaves out what nobody filled in', () => {
    expect(toCreateMeeting(fields({}), chosen)).toEqual({
      title: 'Call',
      scenario: { id: 'general-minutes' },
      language: 'en',
    })
  })

  test('sends names apart, and the time with its offset', () => {
    const input = toCreateMeeting(
      fields({ participants: 'Anna, Boris;Anna', clientId: 'client', spokenLanguage: 'ru' }),
      { ...chosen, startedLocal: '2026-11-18T10:00' },
    )
    expect(input).toMatchObject({
      participants: [{ name: 'Anna' }, { name: 'Boris' }],
      clientId: 'client',
      spokenLanguage: 'ru',
    })
    expect(input.startedAt).toMatch(/^2026-11-18T10:00(?::00)?(?:Z|[+-]\d\d:\d\d)$/)
  })
})
