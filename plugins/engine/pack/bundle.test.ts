import { describe, expect, test } from 'bun:test'
import { samplePackFiles } from '../testing/sample-pack.ts'
import { readBundle, writeBundle } from './bundle.ts'
import { PackError } from './pack-error.ts'

const faultsOf = (text: string): string[] => {
  try {
    readBundle(text)
    return []
  } catch (error) {
    if (!(error instanceof PackError)) throw error
    return error.problems.map(({ pointer, code }) => `${pointer} ${code}`)
  }
}
const bundle = (files: Record<string, unknown>, more: object = {}) =>
  JSON.stringify({ format: 'aam-pack/1', files, ...more })

test('a pack that is written is read back, and written again byte for byte', () => {
  const files = { ...samplePackFiles(), 'prompts/all.md': 'Заполни {{sections}} "\\\n😀' }
  expect(readBundle(writeBundle(files))).toEqual(files)
  const shuffled = Object.fromEntries(Object.entries(files).toReversed())
  expect(writeBundle(shuffled)).toBe(writeBundle(files))
})

describe('what is no exported pack is refused', () => {
  test.each<[string, string, string[]]>([
    ['text', 'pack', ['pack# json-invalid']],
    ['a list', '[]', ['pack# json-not-object']],
    [
      'another format',
      JSON.stringify({ format: 'aam-pack/2', files: {} }),
      ['pack# bundle-format'],
    ],
    ['no files', JSON.stringify({ format: 'aam-pack/1' }), ['pack# bundle-format']],
    [
      'more than a bundle has',
      bundle(samplePackFiles(), { run: 'x' }),
      ['pack#/run shape-unknown'],
    ],
    [
      'a way out of the folder',
      bundle({ '../pack.json': '{}' }),
      ['pack#/files/..~1pack.json bundle-path'],
    ],
    ['an absolute path', bundle({ '/etc/passwd': '' }), ['pack#/files/~1etc~1passwd bundle-path']],
    [
      'a path of another system',
      bundle({ 'i18n\\en.json': '' }),
      ['pack#/files/i18n\\en.json bundle-path'],
    ],
    [
      'a prototype',
      '{"format":"aam-pack/1","files":{"__proto__":"x"}}',
      ['pack#/files/__proto__ bundle-path'],
    ],
    [
      'a file twice',
      '{"format":"aam-pack/1","files":{"pack.json":"","pack.json":"{}"}}',
      ['pack#/files/pack.json json-duplicate-key'],
    ],
    [
      'a file that is no text',
      bundle({ ...samplePackFiles(), 'pack.json': {} }),
      ['pack#/files/pack.json shape-type'],
    ],
    [
      'half of a character',
      bundle({ 'prompts/a.md': '\ud800' }),
      ['pack#/files/prompts~1a.md text-unreadable'],
    ],
    [
      'a file that packs do not have',
      bundle({ ...samplePackFiles(), 'run.ts': '' }),
      ['run.ts# file-unknown'],
    ],
    [
      'no manifest',
      bundle({ 'prompts/a.md': '' }),
      [
        'pack.json# file-missing',
        'output.schema.json# file-missing',
        'i18n/en.json# file-missing',
        'i18n/ru.json# file-missing',
      ],
    ],
  ])('%s', (_, text, faults) => {
    expect(faultsOf(text)).toEqual(faults)
  })

  test('three megabytes', () => {
    expect(faultsOf(bundle({ 'prompts/a.md': 'x'.repeat(3_000_000) }))).toEqual([
      'pack# file-too-large',
    ])
  })
})
