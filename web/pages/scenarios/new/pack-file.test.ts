import { describe, expect, test } from 'bun:test'
import { leftOutOf, maxBytes, namesOf, readPack, readPackFile } from './pack-file.ts'

const bundle = (files: unknown, format = 'aam-pack/1'): string => JSON.stringify({ format, files })
const faultOf = (text: string) => {
  const read = readPack(text)
  return read.ok ? undefined : read.fault
}

describe('the file of a pack', () => {
  test('gives its files', () => {
    const files = { 'pack.json': '{}', 'prompts/system.md': 'Ask.' }
    expect(readPack(bundle(files))).toEqual({ ok: true, files })
  })

  test.each([
    ['cut off', bundle({ 'pack.json': '{}' }).slice(0, 20), { is: 'not_json' }],
    ['empty', '', { is: 'not_json' }],
    ['another format', bundle({ 'pack.json': '{}' }, 'aam-pack/9'), { is: 'not_a_pack' }],
    ['a list', '[]', { is: 'not_a_pack' }],
    ['files that are a list', bundle([]), { is: 'not_a_pack' }],
    ['no files', bundle({}), { is: 'no_files' }],
    ['a file that is no text', bundle({ 'pack.json': {} }), { is: 'not_text', path: 'pack.json' }],
  ] as const)('%s is refused', (_name, text, fault) => {
    expect(faultOf(text)).toEqual(fault)
  })

  test('rejects a pack above the size limit', async () => {
    const text = bundle({ 'fixtures/long.json': 'x'.repeat(maxBytes + 1) })
    expect(faultOf(text)).toMatchObject({ is: 'too_large' })
    const file = new File(['x'.repeat(maxBytes * 3 + 1)], 'huge.json')
    expect(await readPackFile(file)).toMatchObject({
      ok: false,
      fault: { is: 'too_large', sizeBytes: maxBytes * 3 + 1 },
    })
  })

  test('returns the names that can be read', () => {
    const manifest = { id: 'visit', version: '1.1.0', title: { en: 'Visit', ru: 5 } }
    expect(namesOf({ 'pack.json': JSON.stringify(manifest) })).toEqual({
      id: 'visit',
      version: '1.1.0',
      title: { en: 'Visit', ru: '' },
    })
    expect(namesOf({ 'pack.json': '{' })).toEqual({
      id: '',
      version: '',
      title: { en: '', ru: '' },
    })
  })

  test('keeps a path of any name', () => {
    const text = '{"format":"aam-pack/1","files":{"pack.json":"{}","__proto__":"x"}}'
    const read = readPack(text)
    expect(read.ok && Object.keys(read.files)).toEqual(['pack.json', '__proto__'])
  })

  test('loses version and migrations only under another id', () => {
    const files = {
      'pack.json': '{"id":"visit","version":"2.1.0"}',
      'migrations/1-2.json': '{}',
    }
    expect(leftOutOf(files, 'visit')).toBeUndefined()
    expect(leftOutOf(files, 'visit-2')).toEqual({ version: '2.1.0', migrationCount: 1 })
    const first = { 'pack.json': '{"id":"visit","version":"1.0.0"}' }
    expect(leftOutOf(first, 'visit-2')).toBeUndefined()
  })
})
