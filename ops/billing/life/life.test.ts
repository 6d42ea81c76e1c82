import { expect, setDefaultTimeout, test } from 'bun:test'
import { proveLife } from './index.ts'

setDefaultTimeout(120_000)

test('fourteen months cost what the rules say, with a leap day and new prices', async () => {
  const { faults, explained, ...found } = await proveLife('2023-10')
  expect(faults).toEqual([])
  expect(found).toEqual({ facts: 40, states: 68, invoices: 251, lines: 677, closed: 20 })
  expect(explained).toEqual({ stretches: 9, rows: 13, seatLines: 21 })
})
