import { describe, expect, test } from 'bun:test'
import { type KeyPress, noChord, readChord } from './chord.ts'

const known = new Set(['j', 'a', '/', '?', 'g m', 'mod+k', 'Escape', 'Space', 'ArrowLeft'])
const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: /^[a-z]$/.test(key) ? `Key${key.toUpperCase()}` : '',
  shift: false,
  mod: false,
  alt: false,
  inField: false,
  ...more,
})
const chordOf = (given: KeyPress): string | undefined => readChord(noChord, given, known).chord

describe('readChord', () => {
  test('reads single keys', () => {
    expect(chordOf(press('j'))).toBe('j')
    expect(chordOf(press('J', { shift: true }))).toBe('j')
    expect(chordOf(press('q'))).toBeUndefined()
    expect(chordOf(press('?', { shift: true }))).toBe('?')
  })

  test('reads two keys pressed one after the other', () => {
    const first = readChord(noChord, press('g'), known)
    expect(first.chord).toBeUndefined()
    expect(readChord(first.state, press('m'), known).chord).toBe('g m')
    expect(readChord(first.state, press('j'), known).chord).toBe('j')
    expect(chordOf(press('m'))).toBeUndefined()
  })

  test('reads the same keys on a Russian layout', () => {
    expect(chordOf(press('о', { code: 'KeyJ' }))).toBe('j')
    expect(chordOf(press('ф', { code: 'KeyA' }))).toBe('a')
    expect(chordOf(press('.', { code: 'Slash' }))).toBe('/')
    expect(chordOf(press(',', { code: 'Slash', shift: true }))).toBe('?')
    expect(chordOf(press('л', { code: 'KeyK', mod: true }))).toBe('mod+k')
    expect(chordOf(press('.', { code: 'Period' }))).toBeUndefined()
  })

  test('ignores letters in a text field', () => {
    expect(chordOf(press('j', { inField: true }))).toBeUndefined()
    expect(chordOf(press('/', { inField: true }))).toBeUndefined()
    expect(chordOf(press('Escape', { inField: true }))).toBe('Escape')
    expect(chordOf(press('k', { inField: true, mod: true }))).toBe('mod+k')
  })

  test('reads space and arrows without Shift and outside fields only', () => {
    expect(chordOf(press(' ', { code: 'Space' }))).toBe('Space')
    expect(chordOf(press('ArrowLeft'))).toBe('ArrowLeft')
    expect(chordOf(press(' ', { code: 'Space', inField: true }))).toBeUndefined()
    expect(chordOf(press('ArrowLeft', { inField: true }))).toBeUndefined()
    expect(chordOf(press(' ', { code: 'Space', shift: true }))).toBeUndefined()
    expect(chordOf(press('ArrowLeft', { shift: true }))).toBeUndefined()
  })

  test('ignores keys of the browser and the system', () => {
    expect(chordOf(press('j', { mod: true }))).toBeUndefined()
    expect(chordOf(press('a', { alt: true }))).toBeUndefined()
  })
})
