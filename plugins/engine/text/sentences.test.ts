import { expect, test } from 'bun:test'
import { sentences } from './sentences.ts'

const cut = (text: string) => sentences(text).map(({ start, end }) => text.slice(start, end))

test.each([
  ['We ship. Then we rest!', ['We ship.', 'Then we rest!']],
  ['He said “go.” And we went…  Good?', ['He said “go.”', 'And we went…', 'Good?']],
  ['So do I. I said no. Then we left.', ['So do I.', 'I said no.', 'Then we left.']],
  ['Это был я. Потом ушли.', ['Это был я.', 'Потом ушли.']],
  ['Ask Dr. Brown, J. Smith and Mrs. Lee. Now.', ['Ask Dr. Brown, J. Smith and Mrs. Lee.', 'Now.']],
  ['Стоит 5 тыс. рублей, т.е. дорого. Берём.', ['Стоит 5 тыс. рублей, т.е. дорого.', 'Берём.']],
  ['Version 1.2.3 of app.example is out', ['Version 1.2.3 of app.example is out']],
  ['  \n ', []],
])('%s', (text, expected) => {
  expect(cut(text)).toEqual(expected)
})

test('signs without end are cut in linear time', () => {
  expect(cut(`${'.'.repeat(200_000)}x`)).toHaveLength(1)
  expect(cut('A. '.repeat(50_000)).length).toBeLessThanOrEqual(2)
})
