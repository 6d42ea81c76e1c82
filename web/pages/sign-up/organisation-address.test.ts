import { describe, expect, test } from 'bun:test'
import { isSlug, organisationAddress } from './organisation-address.ts'

describe('the address of an organisation', () => {
  test('prepends the name to the bare host and keeps protocol and port', () => {
    expect(organisationAddress(new URL('http://localhost:3000/meetings'), 'demo', false)).toBe(
      'http://demo.localhost:3000/',
    )
    expect(organisationAddress(new URL('https://aam.example.com/'), 'acme', false)).toBe(
      'https://acme.aam.example.com/',
    )
  })

  test('replaces the name of an organisation that does not exist', () => {
    expect(organisationAddress(new URL('http://dmeo.localhost:3000/'), 'demo', true)).toBe(
      'http://demo.localhost:3000/',
    )
  })

  test('accepts short names only, never a part of an address', () => {
    expect(['demo', 'a', 'acme-2'].every(isSlug)).toBe(true)
    expect(['', '-a', 'a-', 'a.b', 'evil.com/', 'a@b', 'A', 'ё', 'a b'].some(isSlug)).toBe(false)
  })
})
