import { loadPack } from '../pack/load-pack.ts'
import type { LoadedPack, MeetingFacts, PackFiles, Segment } from '../types.ts'

/** A small valid pack of tasks and one note, for the engine's tests. */
export function samplePackFiles(
  change: { schema?: unknown; manifest?: object; en?: object; ru?: object } = {},
): PackFiles {
  const labels = {
    tasks: 'Tasks',
    'tasks.task': 'Task',
    'tasks.owner': 'Owner',
    'tasks.dueText': 'Due, as said',
    'tasks.dueOn': 'Due',
    'tasks.level': 'Level',
    'tasks.code': 'Code',
    'tasks.hours': 'Hours',
    'enum.level.low': 'Low',
    'enum.level.high': 'High',
    note: 'Note',
    'note.text': 'Text',
  }
  return {
    'pack.json': JSON.stringify({ ...sampleManifest, ...change.manifest }),
    'output.schema.json': JSON.stringify(change.schema ?? sampleSchema),
    'i18n/en.json': JSON.stringify({ ...labels, ...change.en }),
    'i18n/ru.json': JSON.stringify({ ...labels, ...change.ru }),
    'prompts/system.md': 'Write in {{language}} about {{meeting}}.',
    'prompts/all.md': 'Fill {{sections}}.',
  }
}

export const sampleFixture = {
  language: 'en',
  startedAt: '2026-11-24T14:00:00+00:00',
  participants: [{ name: 'Ada', role: null }],
  segments: [['Ada', 0, 'I will write the report by Friday.']],
  expect: {
    tasks: { max: 1, find: [{ task: 'report' }], avoid: ['holiday'] },
    note: { state: 'needs-model' },
  },
}

export const sampleManifest = {
  id: 'sample',
  version: '1.2.3',
  engine: '^1.0.0',
  locales: ['en', 'ru'],
  defaultLanguage: 'en',
  meetingType: 'general',
  tags: [],
  title: { en: 'Sample', ru: 'Пример' },
  description: { en: 'A sample.', ru: 'Пример.' },
  steps: [{ id: 'all', sections: ['tasks', 'note'], after: [], model: 'small' }],
  limits: { maxTokens: 10_000, maxCostCents: 10 },
}

export const sampleSchema = {
  type: 'object',
  properties: {
    tasks: {
      type: 'array',
      maxItems: 50,
      items: { $ref: '#/$defs/task' },
      'x-aam': { render: 'table', order: 1, evidence: 'required', track: 'action-item' },
    },
    note: {
      type: 'object',
      properties: { text: { type: 'string', maxLength: 100 } },
      required: ['text'],
      'x-aam': { render: 'prose', order: 2, evidence: 'optional' },
    },
  },
  $defs: {
    level: { type: 'string', enum: ['low', 'high'] },
    task: {
      type: 'object',
      properties: {
        task: { type: 'string', minLength: 1, maxLength: 200 },
        owner: { type: ['string', 'null'], format: 'person' },
        dueText: { type: 'string' },
        dueOn: { type: 'string', format: 'date', 'x-aam': { computedFrom: 'dueText' } },
        level: { $ref: '#/$defs/level' },
        code: { type: 'string', pattern: '^[A-Z]+-[0-9]+$' },
        hours: { type: 'integer', minimum: 0 },
      },
      required: ['task'],
    },
  },
}

export function samplePack(): LoadedPack {
  return loadPack(samplePackFiles())
}

export function segmentsOf(...texts: string[]): Segment[] {
  return texts.map((text, at) => ({
    ordinal: at + 1,
    rev: 1,
    speaker: at % 2 === 0 ? 'Ada' : 'Ben',
    startMs: at * 5_000,
    endMs: at * 5_000 + 4_000,
    text,
  }))
}

export const sampleMeeting: MeetingFacts = {
  title: 'Weekly',
  startedAt: '2026-11-23T10:00:00+03:00',
  language: 'en',
  participants: [],
  clientName: null,
  terms: [],
}
