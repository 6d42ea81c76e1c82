import { describe, expect, test } from 'bun:test'
import { ownProblem, RequestFailed } from '../problem.ts'
import { PutFailed } from './put-part.ts'
import { isWorthRetrying, waitMsOf } from './retry.ts'

describe('trying again', () => {
  test('a lost connection for as long as it takes', () => {
    expect(isWorthRetrying(new PutFailed(0), 500)).toBe(true)
    expect(isWorthRetrying(new RequestFailed(ownProblem('offline')), 500)).toBe(true)
  })

  test('a server that fails some times, a refusal never', () => {
    expect(isWorthRetrying(new PutFailed(503), 1)).toBe(true)
    expect(isWorthRetrying(new PutFailed(429), 7)).toBe(true)
    expect(isWorthRetrying(new PutFailed(503), 8)).toBe(false)
    expect(isWorthRetrying(new PutFailed(400, 'RequestTimeout'), 1)).toBe(true)
    expect(isWorthRetrying(new PutFailed(400), 8)).toBe(false)
    expect(isWorthRetrying(new PutFailed(400, 'BadDigest'), 1)).toBe(false)
    expect(isWorthRetrying(new PutFailed(403), 1)).toBe(false)
    expect(isWorthRetrying(new RequestFailed(ownProblem('upload_over', 409)), 1)).toBe(false)
    expect(isWorthRetrying(new RequestFailed(ownProblem('file_unreadable')), 1)).toBe(false)
    expect(isWorthRetrying(new Error('a mistake'), 1)).toBe(false)
  })

  test('waits grow to half a minute and spread', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((attempt) => waitMsOf(attempt, 0))).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ])
    expect(waitMsOf(1, 1)).toBe(750)
  })
})
