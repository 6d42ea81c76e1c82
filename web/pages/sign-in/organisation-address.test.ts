import { describe, expect, test } from 'bun:test'
import { isSlug, organisationAddress } from './organisation-address.ts'

describe('the address of an organisation', () => {
  test('goes before the bare host and keeps protocol and port', () => {
    expect(organisationAddress(new URL('http://localhost:3000/meetings'), 'demo')).toBe(
      'http://demo.localhost:3000/',
    )
    expect(organisationAddress(new URL('https://aam.example.com/'), 'acme')).toBe(
      'https://acme.aam.example.com/',
    )
  })

  test('replaces a mistyped organisation below localhost', () => {
    expect(organisationAddress(new URL('http://dmeo.localhost:3000/'), 'demo')).toBe(
      'http://demo.localhost:3000/',
    )
  })

  test('takes short names only, never a part of an address', () => {
    expect(['demo', 'a', 'acme-2'].every(isSlug)).toBe(true)
    expect(['', '-a', 'a-', 'a.b', 'evil.com/', 'a@b', 'A', 'ё', 'a b'].some(isSlug)).toBe(false)
  })
})
