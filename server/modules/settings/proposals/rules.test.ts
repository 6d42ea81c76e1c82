import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { type Client, openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type { ScenarioList } from '../../scenarios/contract.ts'
import { createOwn, publish } from '../../scenarios/test/own-scenarios.ts'
import type { ScenarioRulesView } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let owner: Client
let stranger: Client
beforeAll(async () => {
  installation = await openInstallation()
  owner = await openTenant(installation, 'rules')
  stranger = await openTenant(installation, 'others')
})
afterAll(() => installation.close())

const path = '/settings/scenario-rules'
const put = (by: Client, rules: object[], rev?: number) =>
  by.send(path, {
    method: 'PUT',
    json: { rules },
    ...(rev === undefined ? {} : { headers: { 'if-match': `"${rev}"` } }),
  })
const read = (by: Client) => by.get<ScenarioRulesView>(path)

async function clientOf(by: Client, name: string): Promise<string> {
  const response = await by.post('/clients', { name })
  return ((await response.json()) as { id: string }).id
}

test('rules are changed by those who may change settings and read by everybody who adds meetings', async () => {
  expect(await read(owner)).toEqual({ rev: 0, rules: [] })
  const clientId = await clientOf(owner, 'Birch & Sons')
  const rules = [
    { clientId, words: [], scenario: 'client-status' },
    { clientId: null, words: ['  совет   директоров ', 'board'], scenario: 'board-meeting' },
  ]
  const saved = await put(owner, rules, 0)
  expect(saved.status).toBe(200)
  const view = (await saved.json()) as ScenarioRulesView
  expect(view.rules).toEqual([
    { clientId, words: [], scenario: 'client-status' },
    { clientId: null, words: ['совет директоров', 'board'], scenario: 'board-meeting' },
  ])
  expect(saved.headers.get('etag')).toBe(`"${view.rev}"`)
  for (const role of ['member', 'viewer'] as const) {
    const by = await addMember(installation, 'rules', role, `By ${role}`)
    expect(await read(by)).toEqual(view)
    expect(await refusalOf(await put(by, []))).toBe('403 forbidden')
  }
  expect((await installation.request('rules', `/api/v1${path}`)).status).toBe(401)
  expect((await read(stranger)).rules).toEqual([])
  expect((await put(owner, [], 0)).status).toBe(412)
  const [line] = await installation.admin`
    select data from audit_log where action = 'settings.changed' order by id desc limit 1`
  expect(line?.data).toMatchObject({ fields: 'scenarioRules', scenarioRulesTo: 2 })
  // The other settings are unchanged.
  expect((await owner.send('/settings')).status).toBe(200)
})

test('rejects a rule that matches everything or names something missing, with a pointer to it', async () => {
  const theirs = await clientOf(stranger, 'Elsewhere')
  const good = { clientId: null, words: ['retro'], scenario: 'retrospective' }
  for (const [rule, field] of [
    [{ ...good, words: [] }, 'words'],
    [{ ...good, scenario: 'no-such' }, 'scenario'],
    [{ ...good, clientId: theirs }, 'clientId'],
    [{ ...good, words: [' '] }, 'words/0'],
  ] as const) {
    const { status, errors } = await problemOf(await put(owner, [good, rule]))
    expect(`${status} ${errors[0]?.pointer}`).toBe(`422 /rules/1/${field}`)
  }
})

test('keeps a rule of a deleted client until somebody removes it', async () => {
  const clientId = await clientOf(owner, 'Short-lived')
  const rule = { clientId, words: [], scenario: 'client-status' }
  expect((await put(owner, [rule])).status).toBe(200)
  expect((await owner.send(`/clients/${clientId}`, { method: 'DELETE' })).status).toBeLessThan(300)
  const more = { clientId: null, words: ['retro'], scenario: 'retrospective' }
  expect((await put(owner, [rule, more])).status).toBe(200)
  expect((await put(owner, [more])).status).toBe(200)
  expect((await put(owner, [rule])).status).toBe(422)
})

test('accepts only published scenarios, and keeps a rule whose scenario is deprecated later', async () => {
  await createOwn(owner, { id: 'site-visit' })
  const rule = { clientId: null, words: ['visit'], scenario: 'site-visit' }
  const { status, errors } = await problemOf(await put(owner, [rule]))
  expect(`${status} ${errors[0]?.pointer}`).toBe('422 /rules/0/scenario')
  expect((await publish(owner, 'site-visit', '1.0.0')).status).toBe(201)
  expect((await put(owner, [rule])).status).toBe(200)
  const stopped = await owner.post('/scenarios/site-visit/versions/1.0.0/deprecate')
  expect(stopped.status).toBeLessThan(300)
  const more = { clientId: null, words: ['board'], scenario: 'board-meeting' }
  expect((await put(owner, [rule, more])).status).toBe(200)
  // Nobody is offered it: the page takes the next rule that fits.
  const { data } = await owner.get<ScenarioList>('/scenarios')
  expect(data.map(({ id }) => id)).not.toContain('site-visit')
})

test('keeps fifty rules in their order, with quotes, commas and letters of any script, and rejects one more', async () => {
  const rules = Array.from({ length: 50 }, (_, at) => ({
    clientId: null,
    words: [`«Проект» ${at}`, 'Smith, Jones', 'İstanbul', "O’Brien's"],
    scenario: 'retrospective',
  }))
  expect((await put(owner, rules)).status).toBe(200)
  expect((await read(owner)).rules).toEqual(rules)
  const many = await problemOf(await put(owner, [...rules, ...rules.slice(0, 1)]))
  expect(many.status).toBe(422)
})
