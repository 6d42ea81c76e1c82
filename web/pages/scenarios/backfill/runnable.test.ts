import { describe, expect, test } from 'bun:test'
import { isRunnable, refusedMeeting } from './runnable.ts'

const meeting = (change: object = {}) => ({
  currentRunId: 'run',
  hasTranscript: true,
  owner: { id: 'me', name: 'Me' },
  ...change,
})
const me = { id: 'me', role: 'author' }

describe('meetings to run over', () => {
  test('are one’s own, or any for who governs', () => {
    const others = meeting({ owner: { id: 'you', name: 'You' } })
    expect(isRunnable(meeting(), me)).toBe(true)
    expect(isRunnable(others, me)).toBe(false)
    expect(isRunnable(others, { id: 'me', role: 'admin' })).toBe(true)
    expect(isRunnable(others, { id: 'me', role: 'owner' })).toBe(true)
  })

  test('have a result and a transcript', () => {
    expect(isRunnable(meeting({ currentRunId: null }), me)).toBe(false)
    expect(isRunnable(meeting({ hasTranscript: false }), me)).toBe(false)
  })

  test('a refusal names one of those that were sent', () => {
    expect(refusedMeeting([{ pointer: '/meetingIds/1' }], ['a', 'b'])).toBe('b')
    expect(refusedMeeting([{ pointer: '/version' }], ['a'])).toBeUndefined()
    expect(refusedMeeting([{ pointer: '/meetingIds/7' }], ['a'])).toBeUndefined()
  })
})
