import { describe, expect, test } from 'bun:test'
import { bumped, isHighEnough, proposeVersion, versionOf, withVersion } from './version.ts'

const files = { 'pack.json': '{\n  "id": "x",\n  "version": "1.2.3",\n  "tags": []\n}\n' }

describe('the number of a draft', () => {
  test('reads the version from pack.json and writes it in place', () => {
    expect(versionOf(files)).toBe('1.2.3')
    const after = withVersion(files, '1.3.0')
    expect(after?.['pack.json']).toBe(files['pack.json'].replace('1.2.3', '1.3.0'))
    expect(withVersion(files, '1.2.3')).toBe(files)
  })

  test('keeps the rest of pack.json byte for byte', () => {
    const text = '{ "tags":[ 1.50 ],\r\n\t"x": {"version": "1.2.3"}, "version" :"1.2.3" }'
    expect(withVersion({ 'pack.json': text }, '2.0.0')?.['pack.json']).toBe(
      '{ "tags":[ 1.50 ],\r\n\t"x": {"version": "1.2.3"}, "version" :"2.0.0" }',
    )
    const without = withVersion({ 'pack.json': '{\n  "id": "x"\n}\n' }, '1.0.0')
    expect(versionOf(without ?? {})).toBe('1.0.0')
  })

  test('returns undefined for an invalid pack.json and leaves it unchanged', () => {
    for (const text of ['', '{', '[]', 'null', '{"version":1}']) {
      expect(versionOf({ 'pack.json': text })).toBeUndefined()
    }
    expect(withVersion({ 'pack.json': '{' }, '1.0.0')).toBeUndefined()
    expect(withVersion({}, '1.0.0')).toBeUndefined()
  })
})

describe('the number that changes ask for', () => {
  test('proposes 1.0.0 first and the next allowed version later', () => {
    expect(proposeVersion({ comparedWith: null, requiredBump: null })).toBe('1.0.0')
    expect(proposeVersion({ comparedWith: '1.2.3', requiredBump: 'major' })).toBe('2.0.0')
    expect(proposeVersion({ comparedWith: '1.2.3', requiredBump: 'minor' })).toBe('1.3.0')
    expect(proposeVersion({ comparedWith: '1.2.3', requiredBump: null })).toBe('1.2.4')
    expect(bumped('1.2.3-rc.1', 'patch')).toBe('1.2.4')
    expect(bumped('soon', 'patch')).toBeUndefined()
  })

  test.each([
    ['1.3.0', true],
    ['1.3.1', true],
    ['2.0.0', true],
    ['1.2.9', false],
    ['0.9.9', false],
    ['1.3', false],
    ['1.3.0-rc.1', false],
    ['', false],
  ])('%s is high enough for 1.3.0: %p', (version, expected) => {
    expect(isHighEnough(version, '1.3.0')).toBe(expected)
  })
})
