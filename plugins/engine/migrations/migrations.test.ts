import { describe, expect, test } from 'bun:test'
import { loadPack } from '../pack/load-pack.ts'
import { faultsOf } from '../testing/faults.ts'
import { samplePackFiles } from '../testing/sample-pack.ts'
import type { LoadedPack, PackFiles, RunOutput } from '../types.ts'
import { comparePacks } from '../versions/compare-packs.ts'
import { migrateOutput } from './migrate-output.ts'

const withMigrations = (version: string, migrations: Record<string, unknown[]>): PackFiles => ({
  ...samplePackFiles({ manifest: { version } }),
  ...Object.fromEntries(
    Object.entries(migrations).map(([name, operations]) => [
      `migrations/${name}.json`,
      JSON.stringify({ operations }),
    ]),
  ),
})

const rename = (path: string, to: string) => ({ op: 'rename', path, to })
const fill = (path: string, value: unknown) => ({ op: 'default', path, value })
const drop = (path: string) => ({ op: 'drop', path })

const chain = {
  '0-1': [rename('todos', 'jobs'), drop('gossip')],
  '1-2': [rename('jobs', 'tasks'), rename('tasks.what', 'task'), rename('tasks.who', 'person')],
  '2-3': [rename('tasks.person', 'owner'), fill('tasks.level', 'low'), drop('tasks.mood')],
}
const newest = loadPack(withMigrations('3.0.0', chain))

function oldOutput(version: string, sections: Record<string, object[]>): RunOutput {
  return {
    pack: { id: 'sample', version, hash: 'old' },
    provider: 'extractive',
    language: 'en',
    sections: Object.entries(sections).map(([name, values]) => ({
      name,
      state: 'ok',
      errors: [],
      items: values.map((value, at) => ({
        key: `k${at}`,
        ord: at,
        value: { ...value },
        state: 'verified',
        evidence: [],
      })),
    })),
    coverage: {
      segmentCount: 1,
      seenCount: 1,
      citedOrdinals: [1],
      citedShare: 1,
      uncitedTailMs: null,
    },
  }
}
const valuesOf = (output: RunOutput) =>
  output.sections.map(({ name, items }) => [name, items.map(({ value }) => value)])

describe('an old result opens under a newer version', () => {
  test('over three majors: renamed, filled in and dropped', () => {
    const old = oldOutput('0.9.0', {
      note: [{ text: 'Calm.' }],
      todos: [
        { what: 'Write', who: 'Ada', mood: 'sunny' },
        { what: 'Read', level: 'high' },
      ],
      gossip: [{ text: 'Psst' }],
    })
    const frozen = structuredClone(old)
    const { output, misfits } = migrateOutput(old, newest)
    expect(valuesOf(output)).toEqual([
      [
        'tasks',
        [
          { task: 'Write', owner: 'Ada', level: 'low' },
          { task: 'Read', level: 'high' },
        ],
      ],
      ['note', [{ text: 'Calm.' }]],
    ])
    expect(misfits).toEqual([])
    expect(output.pack).toEqual({ id: 'sample', version: '3.0.0', hash: newest.hash })
    expect(output.sections[0]?.items.map(({ key }) => key)).toEqual(['k0', 'k1'])
    expect(old).toEqual(frozen)
  })

  test('from the middle of the chain only what came later happens', () => {
    const { output } = migrateOutput(
      oldOutput('2.4.1', { tasks: [{ task: 'A', person: 'Ben' }] }),
      newest,
    )
    expect(valuesOf(output)).toEqual([['tasks', [{ task: 'A', owner: 'Ben', level: 'low' }]]])
  })

  test('within a major nothing changes', () => {
    const old = oldOutput('3.0.0', { tasks: [{ task: 'A', owner: null }] })
    expect(valuesOf(migrateOutput(old, newest).output)).toEqual(valuesOf(old))
  })

  test('what does not fit even so is kept, and told', () => {
    const { output, misfits } = migrateOutput(
      oldOutput('2.0.0', { tasks: [{ hours: 'many' }] }),
      newest,
    )
    expect(output.sections[0]?.items).toHaveLength(1)
    expect(misfits).toMatchObject([{ section: 'tasks', key: 'k0' }])
    expect(misfits[0]?.faults.map(({ pointer }) => pointer)).toContain('/hours')
  })

  test('another scenario, and a result newer than the pack, are refused', () => {
    expect(() => migrateOutput(oldOutput('4.0.0', {}), newest)).toThrow(RangeError)
    const other = oldOutput('1.0.0', {})
    expect(() => migrateOutput({ ...other, pack: { ...other.pack, id: 'x' } }, newest)).toThrow(
      RangeError,
    )
  })
})

describe('migrations are checked when the pack loads', () => {
  test.each<[string, string, Record<string, unknown[]>, string[]]>([
    ['a jump over a version', '3.0.0', { '1-3': [] }, ['migrations/1-3.json# migration-name']],
    ['backwards', '3.0.0', { '2-1': [] }, ['migrations/2-1.json# migration-name']],
    ['beyond the pack', '1.2.3', { '1-2': [] }, ['migrations/1-2.json# migration-beyond']],
    ['a gap', '3.0.0', { '1-2': [] }, ['migrations/2-3.json# migration-gap']],
    [
      'an unknown operation',
      '2.0.0',
      { '1-2': [{ op: 'run', path: 'x' }] },
      ['migrations/1-2.json#/operations/0/op shape-values'],
    ],
    [
      'a rename without a target',
      '2.0.0',
      { '1-2': [{ op: 'rename', path: 'x' }] },
      ['migrations/1-2.json#/operations/0 shape-missing'],
    ],
    [
      'a path that is none',
      '2.0.0',
      { '1-2': [drop('a.b.c')] },
      ['migrations/1-2.json#/operations/0/path shape-pattern'],
    ],
    [
      'a default of a section',
      '2.0.0',
      { '1-2': [fill('tasks', 1)] },
      ['migrations/1-2.json#/operations/0/path shape-pattern'],
    ],
    [
      'more than an operation has',
      '2.0.0',
      { '1-2': [{ ...drop('x'), code: 'x' }] },
      ['migrations/1-2.json#/operations/0/code shape-unknown'],
    ],
    [
      'a section that is not there',
      '2.0.0',
      { '1-2': [rename('jobs', 'work')] },
      ['migrations/1-2.json#/operations/0/to migration-target-unknown'],
    ],
    [
      'a field that is not there',
      '2.0.0',
      { '1-2': [rename('tasks.a', 'b')] },
      ['migrations/1-2.json#/operations/0/to migration-target-unknown'],
    ],
    [
      'a default of an unknown field',
      '2.0.0',
      { '1-2': [fill('tasks.place', 'x')] },
      ['migrations/1-2.json#/operations/0/path migration-target-unknown'],
    ],
    [
      'a default that does not fit',
      '2.0.0',
      { '1-2': [fill('tasks.level', 'top')] },
      ['migrations/1-2.json#/operations/0/value migration-default-invalid'],
    ],
    [
      'a name that is gone',
      '2.0.0',
      { '1-2': [drop('tasks.mood'), rename('tasks.mood', 'owner')] },
      ['migrations/1-2.json#/operations/1/path migration-unknown-name'],
    ],
    [
      'what a later version drops',
      '3.0.0',
      { '1-2': [rename('tasks.a', 'b')], '2-3': [drop('tasks.b')] },
      [],
    ],
    [
      'a name that is used again',
      '2.0.0',
      { '1-2': [rename('tasks.task', 'owner'), rename('tasks.headline', 'task')] },
      [],
    ],
  ])('%s', (_, version, migrations, faults) => {
    expect(faultsOf(withMigrations(version, migrations))).toEqual(faults)
  })

  test('they are part of what a published version is', () => {
    const plain = loadPack(samplePackFiles({ manifest: { version: '2.0.0' } }))
    expect(loadPack(withMigrations('2.0.0', { '1-2': [] })).hash).not.toBe(plain.hash)
  })
})

test('a rename that the migrations declare is told as one, and is still major', () => {
  const before = loadPack(
    JSON.parse(
      JSON.stringify(samplePackFiles())
        .replaceAll('\\"owner\\"', '\\"assignee\\"')
        .replaceAll('tasks.owner', 'tasks.assignee')
        .replaceAll('\\"note', '\\"remark'),
    ) as PackFiles,
  )
  const after = loadPack(
    withMigrations('2.0.0', { '1-2': [rename('note', 'note2'), rename('note2', 'note')] }),
  )
  expect(kindsOf(before, after)).toContain('section-removed remark')
  const declared = loadPack(
    withMigrations('2.0.0', {
      '1-2': [rename('remark', 'note'), rename('tasks.assignee', 'owner')],
    }),
  )
  expect(kindsOf(before, declared)).toEqual([
    'field-renamed tasks.owner',
    'section-renamed note',
    'migrations-changed null',
  ])
})

const kindsOf = (from: LoadedPack, to: LoadedPack) =>
  comparePacks(from, to).map(
    ({ kind, section, field }) => `${kind} ${field ? `${section}.${field}` : section}`,
  )
