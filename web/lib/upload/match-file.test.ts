import { describe, expect, test } from 'bun:test'
import { isSameFile, traitsKey, traitsOf } from './match-file.ts'

const fileOf = (name: string, text: string, lastModified: number): File =>
  new File([text], name, { lastModified })

describe('the same file', () => {
  const begun = traitsOf(fileOf('kickoff.mp4', 'abc', 1_000))

  test('is known by name, size and time of its last change', () => {
    expect(isSameFile(traitsOf(fileOf('kickoff.mp4', 'xyz', 1_000)), begun)).toBe(true)
    expect(isSameFile(traitsOf(fileOf('kickoff (1).mp4', 'abc', 1_000)), begun)).toBe(false)
    expect(isSameFile(traitsOf(fileOf('kickoff.mp4', 'abcd', 1_000)), begun)).toBe(false)
    expect(isSameFile(traitsOf(fileOf('kickoff.mp4', 'abc', 2_000)), begun)).toBe(false)
  })

  test('has one key in every tab, and no other file has it', () => {
    expect(traitsKey(traitsOf(fileOf('kickoff.mp4', 'xyz', 1_000)))).toBe(traitsKey(begun))
    const a = traitsKey({ fileName: 'a,1', sizeBytes: 2, lastModifiedMs: 3 })
    const b = traitsKey({ fileName: 'a', sizeBytes: 12, lastModifiedMs: 3 })
    expect(a).not.toBe(b)
  })
})
