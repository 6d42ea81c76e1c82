import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import { type Client, openTenant, problemOf, refusalOf } from '../../http/test/meetings.ts'
import { addMember } from '../../http/test/members.ts'
import type { AccentView, SettingsView } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let owner: Client
let other: Client

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  owner = await openTenant(installation, 'acme')
  other = await openTenant(installation, 'elsewhere')
})
afterAll(() => installation.close())

const change = (by: Client, json: object, rev?: number) =>
  by.send('/settings', {
    method: 'PATCH',
    json,
    ...(rev === undefined ? {} : { headers: { 'if-match': `"${rev}"` } }),
  })

const read = (by: Client) => by.get<SettingsView>('/settings')
const anybody = (slug: string, path: string, init = {}) => installation.request(slug, path, init)

describe('settings', () => {
  test('start with the values given when the organisation was created', async () => {
    const response = await owner.send('/settings')
    expect(response.headers.get('etag')).toBe('"0"')
    expect(await response.json()).toEqual({
      rev: 0,
      name: 'acme',
      locale: 'en',
      timeZone: 'UTC',
      defaultScenario: null,
      accent: null,
      logo: null,
    })
  })

  test('are changed by owners and admins, and take effect everywhere immediately', async () => {
    const admin = await addMember(installation, 'acme', 'admin', 'Ada')
    const response = await change(admin, {
      name: '  Northwind Advisory ',
      locale: 'ru',
      timeZone: 'Europe/Berlin',
      defaultScenario: 'general-minutes',
      accent: '#8A2BE2',
    })
    expect(response.status).toBe(200)
    const saved = (await response.json()) as SettingsView
    expect(saved).toMatchObject({
      name: 'Northwind Advisory',
      locale: 'ru',
      timeZone: 'Europe/Berlin',
      defaultScenario: 'general-minutes',
      accent: '#8a2be2',
    })
    expect(response.headers.get('etag')).toBe(`"${saved.rev}"`)
    const { tenant } = await owner.get<{ tenant: object }>('/me')
    expect(tenant).toMatchObject({
      name: 'Northwind Advisory',
      timeZone: 'Europe/Berlin',
      defaultScenario: 'general-minutes',
    })
    const here = await anybody('acme', '/api/v1/auth/tenant')
    expect(await here.json()).toMatchObject({ slug: 'acme', name: 'Northwind Advisory' })
    expect((await read(other)).name).toBe('elsewhere')
    const lines = await installation.admin`
      select data from audit_log where action = 'settings.changed' order by id desc limit 1`
    expect(lines[0]?.data).toMatchObject({
      fields: 'name locale timeZone defaultScenario accent',
      nameFrom: 'acme',
      nameTo: 'Northwind Advisory',
      timeZoneFrom: 'UTC',
    })
  })

  test('cannot be read or changed by others', async () => {
    for (const role of ['author', 'member', 'viewer'] as const) {
      const by = await addMember(installation, 'acme', role, `By${role}`)
      expect(await refusalOf(await by.send('/settings'))).toBe('403 forbidden')
      expect(await refusalOf(await change(by, { name: 'x' }))).toBe('403 forbidden')
      expect(await refusalOf(await by.send('/settings/logo', { method: 'DELETE' }))).toBe(
        '403 forbidden',
      )
    }
  })

  test('reject a change against an older revision', async () => {
    const { rev } = await read(owner)
    expect((await change(owner, { timeZone: 'UTC' }, rev)).status).toBe(200)
    const late = await change(owner, { timeZone: 'Asia/Tokyo' }, rev)
    expect(late.headers.get('etag')).toBe(`"${rev + 1}"`)
    expect(await refusalOf(late)).toBe('412 precondition_failed')
    expect((await read(owner)).timeZone).toBe('UTC')
  })

  test('reject invalid values, each with a pointer to its field', async () => {
    for (const [input, pointer] of [
      [{ name: '   ' }, '/name'],
      [{ name: 'x'.repeat(201) }, '/name'],
      [{ locale: 'de' }, '/locale'],
      [{ timeZone: 'Mars/Olympus' }, '/timeZone'],
      [{ accent: 'red' }, '/accent'],
      [{ accent: '#12345' }, '/accent'],
      [{ accent: '#123456;}body{display:none' }, '/accent'],
      [{ defaultScenario: 'no-such-scenario' }, '/defaultScenario'],
    ] as const) {
      const { status, errors } = await problemOf(await change(owner, input))
      expect(`${status} ${errors[0]?.pointer}`).toBe(`422 ${pointer}`)
    }
    expect(await refusalOf(await change(owner, {}))).toBe('422 invalid_request')
  })

  test('accept only a default scenario that a meeting can use', async () => {
    await owner.post('/scenarios', { id: 'own-draft' })
    expect(await refusalOf(await change(owner, { defaultScenario: 'own-draft' }))).toBe(
      '422 unknown_scenario',
    )
    expect((await change(owner, { defaultScenario: null })).status).toBe(200)
  })
})

describe('the colour', () => {
  test('is served to the dashboard as a style sheet of its host', async () => {
    await change(owner, { accent: '#8a2be2' })
    const response = await anybody('acme', '/api/v1/settings/brand.css')
    expect(response.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(await response.text()).toContain('--accent:#8a2be2')
    const etag = response.headers.get('etag') ?? ''
    const again = await anybody('acme', '/api/v1/settings/brand.css', {
      headers: { 'if-none-match': etag },
    })
    expect(again.status).toBe(304)
    await change(owner, { accent: null })
    const without = await anybody('acme', '/api/v1/settings/brand.css', {
      headers: { 'if-none-match': etag },
    })
    expect(await without.text()).toBe('')
    expect(await (await anybody('elsewhere', '/api/v1/settings/brand.css')).text()).toBe('')
  })

  test('is empty if there is no organisation', async () => {
    const response = await fetch(`http://localhost:${installation.port}/api/v1/settings/brand.css`)
    expect(`${response.status} ${await response.text()}`).toBe('200 ')
  })

  test('can be previewed before it is saved', async () => {
    const seen = await owner.get<AccentView>('/settings/accent?colour=%23FFE000')
    expect(seen.mended).toEqual({ light: true, dark: false })
    expect(seen.dark.accent).toBe('#ffe000')
    expect(await refusalOf(await owner.send('/settings/accent?colour=red'))).toBe(
      '422 invalid_request',
    )
  })

  test('reaches every process a moment later', async () => {
    await installation.admin`
      update organisation_settings set accent = '#2f5d50'
      where tenant_id = (select id from tenants where slug = 'acme')`
    await eventually(async () =>
      (await (await anybody('acme', '/api/v1/settings/brand.css')).text()).includes('#2f5d50'),
    )
  })
})
