import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { type Client, openTenant, problemOf, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import type {
  CheckView,
  DraftView,
  FilesCheckView,
  ScenarioList,
  ScenarioVersionView,
} from '../contract.ts'
import { createOwn, publishDirectly, saveDraft, withManifest } from '../test/own-scenarios.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
let stranger: Client
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'drafts')
  stranger = await openTenant(installation, 'strangers')
})
afterAll(() => installation.close())

const check = async (id: string, json?: object): Promise<CheckView> => {
  const response = await client.post(`/scenarios/${id}/check`, json)
  expect(response.status).toBe(200)
  return (await response.json()) as CheckView
}

test('a new scenario starts with the smallest valid pack', async () => {
  const draft = await createOwn(client, { id: 'from-nothing' })
  expect(draft).toMatchObject({ id: 'from-nothing', basedOn: null, rev: 1 })
  const checked = await check('from-nothing')
  expect(checked).toMatchObject({ valid: true, problems: [], requiredBump: null })
  expect(checked.limits).toContainEqual({ name: 'properties', used: 2, most: 500 })
  expect(checked.limits).toContainEqual({ name: 'levels', used: 3, most: 5 })
  const { unusable } = await client.get<ScenarioList>('/scenarios')
  expect(unusable.find(({ id }) => id === 'from-nothing')).toMatchObject({
    hasDraft: true,
    versions: [],
    title: { ru: 'Новый сценарий' },
  })
  const used = await client.post('/meetings', { title: 'x', scenario: { id: 'from-nothing' } })
  expect(await refusalOf(used)).toBe('422 unknown_scenario')
})

test('a new scenario starts with texts in its author’s language', async () => {
  const texts = ({ files }: DraftView): string =>
    `${files['prompts/system.md']} ${files['prompts/outcomes.md']} ${files['output.schema.json']}`
  const manifest = ({ files }: DraftView) => JSON.parse(files['pack.json'] ?? '')
  const russian = await createOwn(client, { id: 'po-russki', language: 'ru' })
  expect(manifest(russian).defaultLanguage).toBe('ru')
  expect(texts(russian)).toContain('Что решили, полным предложением.')
  expect(texts(russian)).not.toMatch(/\b(the|was|group|sections?:)\b/i)
  expect((await check('po-russki')).valid).toBe(true)
  const english = await createOwn(client, { id: 'in-english', language: 'en' })
  expect(manifest(english).defaultLanguage).toBe('en')
  expect(texts(english)).not.toMatch(/[а-яё]/i)
  expect((await check('in-english')).valid).toBe(true)
})

test('a copy has all files under its own id', async () => {
  const draft = await createOwn(client, {
    id: 'a-copy',
    from: { id: 'general-minutes', version: '1.0.0' },
  })
  expect(JSON.parse(draft.files['pack.json'] ?? '')).toMatchObject({
    id: 'a-copy',
    version: '1.0.0',
  })
  expect(Object.keys(draft.files).some((path) => path.startsWith('fixtures/'))).toBe(true)
  expect((await check('a-copy')).valid).toBe(true)
  const imported = await createOwn(client, { id: 'an-import', files: draft.files })
  expect(JSON.parse(imported.files['pack.json'] ?? '').id).toBe('an-import')
})

test('rejects taken ids, missing sources and two sources at once', async () => {
  const refusals: [object, string][] = [
    [{ id: 'general-minutes' }, '409 already_exists'],
    [{ id: 'x', from: { id: 'none', version: '1.0.0' } }, '422 unknown_scenario'],
    [
      { id: 'x', from: { id: 'general-minutes', version: '1.0.0' }, files: {} },
      '422 invalid_request',
    ],
    [{ id: 'No Id' }, '422 invalid_request'],
    [{ id: 'x', files: { 'pack.json': 1 } }, '422 invalid_request'],
  ]
  for (const [json, refusal] of refusals) {
    expect(await refusalOf(await client.post('/scenarios', json))).toBe(refusal)
  }
  await createOwn(client, { id: 'once' })
  expect(await refusalOf(await client.post('/scenarios', { id: 'once' }))).toBe(
    '409 already_exists',
  )
})

test('keeps an invalid draft as it is and lists its problems in both languages', async () => {
  const draft = await createOwn(client, { id: 'half-done' })
  const files = {
    ...draft.files,
    'prompts/system.md': 'Say {{password}}',
    'pack.json': (draft.files['pack.json'] ?? '').replace('half-done', 'another-id'),
  }
  const saved = await saveDraft(client, 'half-done', files)
  expect(saved).toMatchObject({ rev: 2, files })
  const { valid, problems } = await check('half-done')
  expect(valid).toBe(false)
  expect(problems.map(({ file, code }) => `${file} ${code}`)).toEqual([
    'prompts/system.md placeholder-unknown',
    'pack.json id-differs',
  ])
  for (const { reason, remedy } of problems) {
    for (const words of [reason.en, reason.ru, remedy.en, remedy.ru]) expect(words).not.toBe('')
  }
  // Checking files does not store them.
  expect((await check('half-done', { files: draft.files })).valid).toBe(true)
  expect((await client.get<DraftView>('/scenarios/half-done/draft')).files).toEqual(files)
})

test('stores a pack near the size limit and rejects one above it without a change', async () => {
  const draft = await createOwn(client, { id: 'large' })
  // JSON escapes quotes and line ends, so the body is well above the pack's megabyte.
  const text = '"large"\n'.repeat(110_000)
  const files = { ...draft.files, 'prompts/system.md': text }
  expect(await saveDraft(client, 'large', files)).toMatchObject({ rev: 2 })
  const put = (size: number) =>
    client.send('/scenarios/large/draft', {
      method: 'PUT',
      json: { files: { ...draft.files, 'prompts/system.md': '"'.repeat(size) } },
    })
  expect((await put(1_500_000)).status).toBe(413)
  expect((await client.get<DraftView>('/scenarios/large/draft')).files).toEqual(files)
})

test('tells the second of two authors that the draft has changed', async () => {
  const { files } = await createOwn(client, { id: 'shared' })
  const put = (ifMatch: string, text: string) =>
    client.send('/scenarios/shared/draft', {
      method: 'PUT',
      json: { files: { ...files, 'prompts/outcomes.md': text } },
      headers: { 'if-match': ifMatch },
    })
  expect((await put('"1"', 'One {{sections}}')).headers.get('etag')).toBe('"2"')
  const late = await put('"1"', 'Two {{sections}}')
  expect(late.headers.get('etag')).toBe('"2"')
  expect(await refusalOf(late)).toBe('412 precondition_failed')
  const bodies = await installation.admin`
    select 1 from scenario_bodies b where not exists (select 1 from scenarios s where s.draft_digest = b.digest)`
  expect(bodies).toHaveLength(0)
})

test('deleting a draft deletes a scenario that was never published', async () => {
  await createOwn(client, { id: 'short-lived' })
  const remove = () => client.send('/scenarios/short-lived/draft', { method: 'DELETE' })
  expect((await remove()).status).toBe(204)
  expect(await refusalOf(await remove())).toBe('404 not_found')
  expect(await refusalOf(await client.send('/scenarios/short-lived/draft'))).toBe('404 not_found')
})

test('authors may edit a draft, members may not, and other tenants do not find it', async () => {
  await createOwn(client, { id: 'ours' })
  const member = await addMember(installation, 'drafts', 'member', 'Mel')
  const author = await addMember(installation, 'drafts', 'author', 'Ada')
  const calls: [string, string, object?][] = [
    ['GET', '/scenarios/ours/draft'],
    ['PUT', '/scenarios/ours/draft', { files: {} }],
    ['DELETE', '/scenarios/ours/draft'],
    ['POST', '/scenarios/ours/check', {}],
    ['POST', '/scenarios/ours/publish', { version: '1.0.0' }],
    ['POST', '/scenarios/ours/versions/1.0.0/deprecate'],
    ['GET', '/scenarios/ours/diff?from=1.0.0&to=draft'],
  ]
  for (const [method, path, json] of calls) {
    const init = { method, ...(json ? { json } : {}) }
    expect([path, await refusalOf(await stranger.send(path, init))]).toEqual([
      path,
      '404 not_found',
    ])
    const { code, status } = await problemOf(await member.send(path, init))
    expect([path, status, code]).toEqual([path, 403, 'forbidden'])
  }
  expect((await author.send('/scenarios/ours/draft')).status).toBe(200)
  expect((await stranger.post('/scenarios', { id: 'ours' })).status).toBe(201)
})

test('checks imported files without storing anything', async () => {
  const { files } = await createOwn(client, { id: 'to-be-sent' })
  const judge = async (json: object): Promise<FilesCheckView> => {
    const response = await client.post('/scenarios/check', json)
    expect(response.status).toBe(200)
    return (await response.json()) as FilesCheckView
  }
  expect(await judge({ id: 'by-another-name', files })).toEqual({
    valid: true,
    title: { en: 'New scenario', ru: 'Новый сценарий' },
    problems: [],
  })
  const broken = { ...files, 'i18n/ru.json': '{}', 'output.schema.json': '{ "type": "array" }' }
  const { valid, problems } = await judge({ id: 'by-another-name', files: broken })
  expect(valid).toBe(false)
  expect(problems.map(({ file }) => file)).toContain('output.schema.json')
  for (const { reason, remedy } of problems) {
    expect(reason.ru).toMatch(/[а-яё]/)
    expect(remedy.ru).toMatch(/[а-яё]/)
  }
  expect((await client.send('/scenarios/by-another-name/draft')).status).toBe(404)
  const viewer = await addMember(installation, 'drafts', 'viewer', 'Vic')
  expect(await refusalOf(await viewer.post('/scenarios/check', { id: 'x', files }))).toBe(
    '403 forbidden',
  )
  expect(await refusalOf(await client.post('/scenarios/check', { files }))).toBe(
    '422 invalid_request',
  )
})

test('a new scenario has the given titles', async () => {
  const title = { en: 'Site visit', ru: 'Выезд на объект' }
  const draft = await createOwn(client, {
    id: 'site-visit',
    from: { id: 'general-minutes', version: '1.0.0' },
    title,
  })
  expect(draft.title).toEqual(title)
  expect(JSON.parse(draft.files['pack.json'] ?? '')).toMatchObject({ id: 'site-visit', title })
  const fresh = await createOwn(client, { id: 'fresh-visit', title })
  expect(JSON.parse(fresh.files['pack.json'] ?? '')).toMatchObject({ title, description: title })
  const blank = await client.post('/scenarios', { id: 'blank', title: { en: ' ', ru: 'x' } })
  expect(await refusalOf(blank)).toBe('422 invalid_request')
})

test('imported files keep their version under their own id and start at 1.0.0 under another', async () => {
  const { files } = await createOwn(client, { id: 'origin' })
  const sent = {
    ...withManifest(files, { id: 'brought', version: '2.1.0' }),
    'migrations/1-2.json': '{"operations":[]}',
  }
  const same = await createOwn(client, { id: 'brought', files: sent })
  expect(same.files).toEqual(sent)
  expect(await check('brought')).toMatchObject({ valid: true, problems: [] })
  const other = await createOwn(client, { id: 'renamed', files: sent })
  expect(JSON.parse(other.files['pack.json'] ?? '').version).toBe('1.0.0')
  expect(Object.keys(other.files)).not.toContain('migrations/1-2.json')
})

test('accepts a title in one language, for an empty scenario and for a copy', async () => {
  const empty = await createOwn(client, {
    id: 'only-russian',
    title: { ru: 'Обход' },
    language: 'ru',
  })
  expect(empty.title).toEqual({ en: 'Обход', ru: 'Обход' })
  expect(JSON.parse(empty.files['pack.json'] ?? '')).toMatchObject({ locales: ['ru'] })
  expect(Object.keys(empty.files)).not.toContain('i18n/en.json')
  expect(await check('only-russian')).toMatchObject({ valid: true, problems: [] })
  const from = { id: 'general-minutes', version: '1.0.0' }
  await createOwn(client, { id: 'copied-in-russian', from, title: { ru: 'Планёрка' } })
  expect(await check('copied-in-russian')).toMatchObject({ valid: true, problems: [] })
  const again = await createOwn(client, {
    id: 'of-one-language',
    files: empty.files,
    title: { en: 'Round' },
  })
  expect(again.title).toEqual({ en: 'Round', ru: 'Round' })
  expect((await check('of-one-language')).valid).toBe(true)
  await publishDirectly(installation, 'drafts', empty.files)
  const view = await client.send('/scenarios/only-russian/versions/1.0.0')
  expect(((await view.json()) as ScenarioVersionView).sections[0]?.title.en).toBe('Решения')
  expect(await refusalOf(await client.post('/scenarios', { id: 'none', title: {} }))).toBe(
    '422 invalid_request',
  )
})
