import { expect, test } from 'bun:test'
import { isDate, isDateTime, isEmail, isUri } from './formats.ts'

test.each<[string, (text: string) => boolean, string[], string[]]>([
  ['date', isDate, ['2024-02-29', '0001-01-01'], ['2023-02-29', '0000-01-01', '2024-1-1', '']],
  [
    'date-time',
    isDateTime,
    [
      '2026-11-24T10:00:00Z',
      '2026-11-24t10:00:00.123456789012345+03:00',
      '2016-12-31T23:59:60Z',
      '2017-01-01T02:59:60+03:00',
    ],
    [
      '2026-11-24 10:00:00Z',
      '2026-11-24T10:00:00',
      '2026-11-24T10:00:00+03',
      '2026-11-24T24:00:00Z',
      '2016-12-31T12:59:60Z',
      '0000-01-01T00:00:00Z',
    ],
  ],
  [
    'email',
    isEmail,
    ['a.b@example.com', '"a b"@example.com', 'a@[127.0.0.1]', 'a@[IPv6:::1]'],
    [
      'a..b@example.com',
      '@example.com',
      'a@example',
      'a@-x.com',
      'a@[127.0.0.300]',
      'a b@example.com',
      'a',
    ],
  ],
  [
    'uri',
    isUri,
    ['https://example.com/a?b#c', 'mailto:a@example.com', 'http://[2001:db8::7]:80/', 'urn:isbn:1'],
    ['/a', 'https://example.com:port/', 'https://example.com/[a]', 'https://a b', 'example.com'],
  ],
])('%s', (_, check, good, bad) => {
  expect(good.filter((text) => !check(text))).toEqual([])
  expect(bad.filter(check)).toEqual([])
})
