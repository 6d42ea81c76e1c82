import { describe, expect, test } from 'bun:test'
import { parseRedisUrl } from './address.ts'

describe('parseRedisUrl', () => {
  test('reads a single server with its user, password and database', () => {
    expect(parseRedisUrl('rediss://worker:p%40ss@cache.example:6380/3')).toEqual({
      kind: 'single',
      host: 'cache.example',
      port: 6380,
      database: 3,
      username: 'worker',
      password: 'p@ss',
      tls: true,
    })
    expect(parseRedisUrl('redis://[::1]')).toMatchObject({ host: '::1', port: 6379, tls: false })
    expect(parseRedisUrl('redis://:only-a-password@h')).toMatchObject({
      username: null,
      password: 'only-a-password',
    })
  })

  test('reads Sentinel with its hosts, the name of the primary and its own password', () => {
    const url = 'redis+sentinel://:pw@s1,s2:26380/1?name=aam&sentinelPassword=other&tls=true'
    expect(parseRedisUrl(url)).toEqual({
      kind: 'sentinel',
      sentinels: [
        { host: 's1', port: 26_379 },
        { host: 's2', port: 26_380 },
      ],
      primaryName: 'aam',
      sentinelPassword: 'other',
      database: 1,
      username: null,
      password: 'pw',
      tls: true,
    })
  })

  test('reads a Cluster with its first nodes', () => {
    expect(parseRedisUrl('redis+cluster://n1:7000,n2')).toMatchObject({
      kind: 'cluster',
      nodes: [
        { host: 'n1', port: 7000 },
        { host: 'n2', port: 6379 },
      ],
    })
  })

  test.each([
    ['http://h', 'must look like'],
    ['redis://', 'must look like'],
    ['redis://a,b', 'Several hosts'],
    ['redis://h:99999', 'host or host:port'],
    ['redis+sentinel://h', '?name='],
    ['redis+cluster://h/2', 'no numbered databases'],
    ['redis://user:%zz@h', 'percent-encoded'],
  ])('refuses %s and says why', (url, why) => {
    expect(() => parseRedisUrl(url)).toThrow(why)
  })

  test('never repeats the password', () => {
    let message = ''
    try {
      parseRedisUrl('redis://u:hunter2@a,b')
    } catch (error) {
      message = String(error)
    }
    expect(message).toContain('Several hosts')
    expect(message).not.toContain('hunter2')
  })
})
