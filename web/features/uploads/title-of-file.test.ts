import { describe, expect, test } from 'bun:test'
import { titleOfFile } from './title-of-file.ts'

describe('titleOfFile', () => {
  test('makes words of a file name', () => {
    expect(titleOfFile('weekly_status.vtt')).toBe('weekly status')
    expect(titleOfFile('2026-11-18 Статус проекта.srt')).toBe('Статус проекта')
    expect(titleOfFile('GMT20261118.transcript.vtt')).toBe('GMT20261118.transcript')
  })

  test('never leaves nothing', () => {
    expect(titleOfFile('2026-11-18.vtt')).toBe('2026-11-18.vtt')
    expect(titleOfFile('.vtt')).toBe('.vtt')
  })
})
