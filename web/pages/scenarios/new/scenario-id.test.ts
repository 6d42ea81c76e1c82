import { describe, expect, test } from 'bun:test'
import { freeId, idOfTitle, isScenarioId } from './scenario-id.ts'

describe('the id of a new scenario', () => {
  test.each([
    ['Site visit', 'site-visit'],
    ['  Our «1:1» – weekly!  ', 'our-1-1-weekly'],
    ['Выезд на объект', 'vyezd-na-obekt'],
    ['Ёлка, щука и Юг', 'elka-shchuka-i-yug'],
    ['Café Übersicht', 'cafe-ubersicht'],
    ['2026 plan', 'plan'],
    ['会议', ''],
  ])('%s becomes %s', (title, id) => {
    expect(idOfTitle(title)).toBe(id)
    expect(id === '' || isScenarioId(id)).toBe(true)
  })

  test('derives a valid id from a title of any length', () => {
    for (const title of ['word '.repeat(60), 'щ'.repeat(200), 'a-'.repeat(100)]) {
      expect([title, isScenarioId(idOfTitle(title))]).toEqual([title, true])
    }
  })

  test('appends the first free number to an id in use', () => {
    const taken = new Set(['minutes', 'minutes-2'])
    expect(freeId('notes', taken)).toBe('notes')
    expect(freeId('minutes', taken)).toBe('minutes-3')
  })

  test.each(['', 'Minutes', '1st', 'a--b', 'a-', 'a_b', 'x'.repeat(65)])('%s is none', (id) => {
    expect(isScenarioId(id)).toBe(false)
  })
})
