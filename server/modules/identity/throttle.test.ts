import { expect, test } from 'bun:test'
import { attemptNetwork, slowDown } from './throttle.ts'

test('attempts are counted per network: the /64 for IPv6, the address itself on loopback', () => {
  expect(attemptNetwork('2001:db8:1:2:3:4:5:6')).toBe(attemptNetwork('2001:db8:1:2::1'))
  expect(attemptNetwork('2001:db8:1:3::1')).not.toBe(attemptNetwork('2001:db8:1:2::1'))
  expect(attemptNetwork('192.0.2.7')).toBe('192.0.2.7')
  expect(attemptNetwork('127.0.0.1')).toBe('127.0.0.1')
  expect(attemptNetwork(undefined)).toBe('unknown')
})

test('an account under guesses from many networks is slowed down but never locked', async () => {
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
