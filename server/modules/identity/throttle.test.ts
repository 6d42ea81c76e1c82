import { expect, test } from 'bun:test'
import { networkOf, slowDown } from './throttle.ts'

test('an IPv6 address stands for its /64, an IPv4 address for itself however it is written', () => {
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe(networkOf('2001:db8:1:2::1'))
  expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'))
  expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7')
  expect(networkOf('192.0.2.8')).toBe('192.0.2.8')
  expect(networkOf('nonsense')).toBe('unknown')
  expect(networkOf(undefined)).toBe('unknown')
})

test('an account that is guessed at from everywhere is slowed down, never shut', async () => {
  const waits: number[] = []
  const wait = async (ms: number) => void waits.push(ms)
  for (const made of [1, 200, 201, 250, 100_000]) {
    const attempts = {
      count: async () => ({ attempts: made, secondsLeft: 1 }),
      forgive: async () => {},
      reset: async () => {},
    }
    await slowDown(attempts, 'account', wait)
  }
  expect(waits).toEqual([20, 1_000, 2_000])
})
