import { expect, test } from 'bun:test'
import { faultForOperator, faultOfSlug } from './slugs.ts'

test('rejects addresses reserved for AAM itself', () => {
  for (const slug of [
    'www',
    'api',
    'platform',
    'admin',
    'app',
    'mail',
    'static',
    'assets',
    'swagger',
  ]) {
    expect(faultOfSlug(slug)).toBe('slug_reserved')
    expect(faultForOperator(slug)).toBe('slug_reserved')
  }
})

test('allows an operator names that are reserved at sign-up', () => {
  for (const slug of ['demo', 'test', 'staging']) {
    expect(faultOfSlug(slug)).toBe('slug_reserved')
    expect(faultForOperator(slug)).toBeNull()
  }
  expect(faultOfSlug('adrnin')).toBe('slug_confusable')
  expect(faultForOperator('adrnin')).toBeNull()
  for (const slug of ['', '-a', 'a-', 'A', 'a_b', 'x'.repeat(64)]) {
    expect(faultForOperator(slug)).toBe('slug_form')
  }
  expect(faultForOperator('x'.repeat(63))).toBeNull()
})
