import { expect, test } from 'bun:test'
import { emailsIn, notAnEmail } from './emails.ts'

test('finds addresses among lines, commas, semicolons and names', () => {
  expect(
    emailsIn(
      'Anna@acme.example, boris@acme.example;clara@acme.example\n\nDan Diaz <dan@acme.example>,',
    ),
  ).toEqual(['anna@acme.example', 'boris@acme.example', 'clara@acme.example', 'dan@acme.example'])
  expect(emailsIn(' a@b.de a@B.de ')).toEqual(['a@b.de'])
  expect(emailsIn(' \n ')).toEqual([])
})

test('rejects what is not an address', () => {
  expect(['a@acme.example', 'анна@почта.рф'].filter(notAnEmail)).toEqual([])
  expect(['anna', 'a@b', '@b.de', 'a@b.', 'a@@b.de'].map(notAnEmail)).not.toContain(false)
})
