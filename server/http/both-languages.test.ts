import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import type { Problem } from './contract.ts'
import { type Client, createMeeting, openTenant, problemOf } from './test/meetings.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'both-languages')
})
afterAll(() => installation.close())

const russian = { 'accept-language': 'ru' }
const post = async (path: string, json: object): Promise<Problem> =>
  problemOf(await client.post(path, json, russian))

test('names a missing resource in Russian', async () => {
  const problem = await post(`/meetings/${Bun.randomUUIDv7()}/reopen`, {})
  expect(problem).toMatchObject({
    code: 'not_found',
    title: 'Не найдено',
    detail: 'Такой встречи нет, или она вам не видна.',
  })
})

test('describes a conflict with the state of a meeting in Russian', async () => {
  const { id } = await createMeeting(client)
  expect(await post(`/meetings/${id}/process`, {})).toMatchObject({
    code: 'wrong_state',
    title: 'Сейчас так сделать нельзя',
    detail: 'Ни записи, ни расшифровки ещё нет. Добавьте одну из них, и работа начнётся сама.',
  })
  expect((await post(`/meetings/${id}/cancel`, {})).detail).toBe(
    'Это черновик встречи; останавливать нечего.',
  )
})

test('describes invalid fields in Russian', async () => {
  const problem = await post('/clients', { name: 7, colour: 'red' })
  expect(problem.detail).toBe(
    'Часть присланного не подходит; что именно, сказано в списке. Ничего не изменено.',
  )
  expect(problem.errors.length).toBeGreaterThan(1)
  for (const { detail } of problem.errors) expect(detail).toMatch(/[а-яё]/)
  expect(JSON.stringify(problem)).not.toContain('inRussian')
})

test('reports a duplicate in the reader’s language', async () => {
  expect((await client.post('/clients', { name: 'Acme' })).status).toBe(201)
  const problem = await post('/clients', { name: 'Acme' })
  expect(problem.detail).toBe('Клиент с таким именем уже есть. Выберите из тех, что есть.')
  expect(problem.errors).toEqual([{ pointer: '/name', detail: 'уже занято' }])
  const english = await problemOf(await client.post('/clients', { name: 'Acme' }))
  expect(english.detail).toBe('There is already a client of this name. Use the one that is there.')
})

test('reports an unknown scenario in Russian', async () => {
  const problem = await post('/meetings', { title: 'X', scenario: { id: 'none-such' } })
  expect(problem).toMatchObject({ code: 'unknown_scenario', title: 'Такого сценария нет' })
  expect(problem.detail).toStartWith('Такого сценария или такой версии нет.')
})

test('states the length limit of a text that is too long or too short, also for nullable texts', async () => {
  const faultsOf = async (path: string, body: object) => [
    (await post(path, body)).errors[0],
    (await problemOf(await client.post(path, body))).errors[0],
  ]
  const pointer = '/name'
  expect(await faultsOf('/clients', { name: 'x'.repeat(10_000) })).toMatchObject([
    { pointer, detail: 'ожидается текст не длиннее 200 знаков', reason: 'too_long' },
    { pointer, detail: 'must be at most 200 characters long', reason: 'too_long' },
  ])
  expect(await faultsOf('/clients', { name: '' })).toEqual([
    { pointer, detail: 'ожидается непустой текст' },
    { pointer, detail: 'must be text that is not blank' },
  ])
  const [note] = await faultsOf('/clients', { name: 'Acme', note: 'x'.repeat(100_000) })
  expect(note).toMatchObject({ pointer: '/note', reason: 'too_long' })
})

test('describes an invalid e-mail address without quoting the pattern', async () => {
  const invite = { emails: ['nobody'], role: 'member' }
  const [russianFault] = (await post('/invitations', invite)).errors
  expect(russianFault).toEqual({
    pointer: '/emails/0',
    detail: 'ожидается адрес почты',
    reason: 'not_an_email',
  })
  const [fault] = (await problemOf(await client.post('/invitations', invite))).errors
  expect(fault?.detail).toBe('must be an email address')
})
