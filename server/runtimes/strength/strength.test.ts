import { afterAll, expect, test } from 'bun:test'
import { openPasswordMeter } from './index.ts'

const meter = openPasswordMeter()
afterAll(() => meter.stop())

const claimant = { tenantId: 'one', personId: 'somebody' }
const known = ['Anna Kern', 'anna.kern@nordwind.example', 'Nordwind Advisory']
const faultOf = (password: string) => meter.findFault(claimant, password, known)

test('accepts unrelated words and random characters, in any script', async () => {
  for (const password of [
    'correct horse battery',
    'zebra-kiln-94-ostrich',
    'кирпич самовар облако',
    'xK9#mQ2$vL7p',
  ]) {
    expect(`${password}: ${await faultOf(password)}`).toBe(`${password}: null`)
  }
})

test('says why a password is easy to guess', async () => {
  const faults = {
    qwertyuiop: 'password_common',
    password12: 'password_common',
    aaaaaaaaaaaa: 'password_repeated',
    абвабвабвабв: 'password_repeated',
    йцукенгшщз: 'password_common',
    пароль12345: 'password_common',
    '12.05.1987': 'password_dates',
    nordwind2024: 'password_personal',
    'anna.kern1987': 'password_personal',
  }
  const answers: Record<string, unknown> = {}
  for (const password of Object.keys(faults)) answers[password] = await faultOf(password)
  expect(answers).toEqual(faults)
})

test('keeps this process responsive, whatever the password', async () => {
  for (const hostile of ['P@ssw0rd!'.repeat(22), '!5'.repeat(100), '4@8({[<369&#!1/|'.repeat(12)]) {
    let turns = 0
    const counting = setInterval(() => turns++, 0)
    await faultOf(hostile)
    clearInterval(counting)
    expect(turns).toBeGreaterThan(0)
  }
})
