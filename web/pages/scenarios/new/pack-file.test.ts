import { describe, expect, test } from 'bun:test'
import { mostBytes, namesOf, readPack, readPackFile } from './pack-file.ts'

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

  test('is refused above what a pack may have', async () => {
    const text = bundle({ 'fixtures/long.json': 'x'.repeat(mostBytes + 1) })
    expect(faultOf(text)).toMatchObject({ is: 'too_large' })
    const file = new File(['x'.repeat(mostBytes * 3 + 1)], 'huge.json')
    expect(await readPackFile(file)).toMatchObject({
      ok: false,
      fault: { is: 'too_large', sizeBytes: mostBytes * 3 + 1 },
    })
  })

  test('says its names, as far as they can be read', () => {
    const manifest = { id: 'visit', title: { en: 'Visit', ru: 5 } }
    expect(namesOf({ 'pack.json': JSON.stringify(manifest) })).toEqual({
      id: 'visit',
      title: { en: 'Visit', ru: '' },
    })
    expect(namesOf({ 'pack.json': '{' })).toEqual({ id: '', title: { en: '', ru: '' } })
  })
})
