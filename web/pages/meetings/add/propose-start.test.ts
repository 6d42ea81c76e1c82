import { describe, expect, test } from 'bun:test'
import { changedMoment, toLocalInput, withOffset } from '../../../lib/local-moment.ts'
import { findStart, proposeStart } from './propose-start.ts'

const NOW = Date.UTC(2026, 10, 30)
const fileOf = (name: string, text = '', lastModified = Date.UTC(2026, 8, 1)): File =>
  new File([text], name, { lastModified })

describe('findStart', () => {
  test.each([
    ['2026-09-14 Status.vtt', '2026-09-14T12:00'],
    ['Vendor sync-20260302_100203-Meeting Transcript.docx', '2026-03-02T10:02'],
    ['Screen Recording 2026-11-05 at 16.30.12.mov', '2026-11-05T16:30'],
    ['audio_2026-01-02_09-15-00.m4a', '2026-01-02T09:15'],
    ['Планёрка 14.09.2026 10.30.mp3', '2026-09-14T10:30'],
    ['Call, 3 March 2026.txt', '2026-03-03T12:00'],
    ['March 2, 2026, 9:02AM', '2026-03-02T09:02'],
    ['2. März 2026, 09:02', '2026-03-02T09:02'],
    ['14 сентября 2026 г., 18:05', '2026-09-14T18:05'],
    ['Sep 4th, 2026 at 1:05 PM', '2026-09-04T13:05'],
  ])('reads %s', (text, expected) => {
    expect(findStart(text)).toBe(expected)
  })

  test('reads the names that Zoom gives, which are in Greenwich’s time', () => {
    expect(findStart('GMT20260914-170000_Recording.transcript.vtt')).toBe(
      toLocalInput('2026-09-14T17:00:00Z'),
    )
  })

  test.each(['weekly status.vtt', 'version 2.10.2.txt', '2026-13-40.vtt', 'call 5551234567.mp3'])(
    'finds no date in %s',
    (name) => {
      expect(findStart(name)).toBeNull()
    },
  )
})

describe('proposeStart', () => {
  test('takes the name first, then the content, then the time of the file', async () => {
    const head = 'Vendor sync\nMarch 2, 2026, 9:02AM\n\nNadia: We start by 8 October 2026.\n'
    expect(await proposeStart(fileOf('2026-01-05.txt', head), true, NOW)).toEqual({
      local: '2026-01-05T12:00',
      from: 'name',
    })
    expect(await proposeStart(fileOf('call.txt', head), true, NOW)).toEqual({
      local: '2026-03-02T09:02',
      from: 'content',
    })
    expect(await proposeStart(fileOf('call.txt', 'Nadia: Hi.'), true, NOW)).toEqual({
      local: toLocalInput('2026-09-01T00:00:00.000Z'),
      from: 'time',
    })
  })

  test('does not take a date that somebody names, or one to come', async () => {
    const spoken = 'Nadia: The contract ends on 8 October 2025, and we have to renew it.\n'
    expect((await proposeStart(fileOf('call.txt', spoken), true, NOW))?.from).toBe('time')
    expect((await proposeStart(fileOf('plan 2027-05-01.txt'), true, NOW))?.from).toBe('time')
  })
})

describe('moments of a place', () => {
  test('a time in the form goes out with the offset of this place', () => {
    expect(withOffset('2026-09-14T17:30')).toMatch(/^2026-09-14T17:30:00[+-]\d\d:\d\d$/)
    expect(new Date(withOffset('2026-09-14T17:30')).getTime()).toBe(
      new Date('2026-09-14T17:30').getTime(),
    )
  })

  test('a meeting elsewhere shows and keeps the time there', () => {
    expect(toLocalInput('2026-09-14T17:30:00-07:00')).toBe('2026-09-14T17:30')
    expect(changedMoment('2026-09-14T18:00', '2026-09-14T17:30:00-07:00')).toBe(
      '2026-09-14T18:00:00-07:00',
    )
    expect(changedMoment('2026-09-14T18:00', null)).toBe(withOffset('2026-09-14T18:00'))
  })
})
