import { expect, test } from 'bun:test'
import { refusedMeeting } from './refused-meeting.ts'

test('finds the meeting that an error points at', () => {
  expect(refusedMeeting([{ pointer: '/meetingIds/1' }], ['a', 'b'])).toBe('b')
  expect(refusedMeeting([{ pointer: '/version' }], ['a'])).toBeUndefined()
  expect(refusedMeeting([{ pointer: '/meetingIds/7' }], ['a'])).toBeUndefined()
})
