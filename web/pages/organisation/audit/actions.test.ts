import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { actions as en } from '../../../i18n/en/governing/actions.ts'
import { actions as ru } from '../../../i18n/ru/governing/actions.ts'
import { auditAreas } from './areas.ts'

const root = join(import.meta.dir, '../../../..')

/** What stands for several actions in the code. */
const expansions: Record<string, string[]> = {
  'item.${decision}': ['item.accept', 'item.reject', 'item.reopen'],
  'meeting.${command}': ['meeting.process', 'meeting.retry', 'meeting.cancel'],
  'scenario.${trial.kind}-started': ['scenario.dry-run-started', 'scenario.regression-started'],
  'scenario.${trial.kind}-cancelled': [
    'scenario.dry-run-cancelled',
    'scenario.regression-cancelled',
  ],
}
/** Calls whose action is a variable: each place that sets it writes `action: '…'` or names it in a type. */
const passedOn = /^(audit|auditAll)\(\s*tx,\s*ctx,\s*(change\.)?action,/

/** The text of a call from its name to its closing bracket. */
function callAt(text: string, start: number): string {
  let depth = 0
  for (let at = text.indexOf('(', start); at < text.length; at++) {
    if (text[at] === '(') depth += 1
    if (text[at] === ')') depth -= 1
    if (depth === 0) return text.slice(start, at + 1)
  }
  return text.slice(start)
}

const codesIn = (text: string): string[] => [
  ...[...text.matchAll(/'([a-z_]+\.[a-z_-]+)'/g)].map(([, code = '']) => code),
  ...[...text.matchAll(/`([a-z_]+\.[^`]*\$\{[^`]*)`/g)].flatMap(
    ([, code = '']) => expansions[code] ?? [`no expansion for ${code}`],
  ),
]

async function findActions(): Promise<{ actions: Set<string>; unread: string[] }> {
  const actions = new Set<string>()
  const unread: string[] = []
  const files = [...new Bun.Glob('{server,tenants}/**/*.ts').scanSync({ cwd: root })]
  for (const file of files.filter((name) => !/\.test\.ts$|\/test\//.test(name))) {
    const text = await Bun.file(join(root, file)).text()
    const add = (codes: string[]): void => codes.forEach((code) => actions.add(code))
    for (const { index } of text.matchAll(/(?<![\w.])(?<!function )(audit|auditAll)\(/g)) {
      const call = callAt(text, index)
      if (codesIn(call).length === 0 && !passedOn.test(call)) unread.push(`${file}: ${call}`)
      add(codesIn(call))
    }
    for (const { index } of text.matchAll(/\.(refused|read)\(ctx, /g))
      add(codesIn(callAt(text, index)))
    for (const [line] of text.matchAll(/\baction: '[a-z_]+\.[a-z_-]+'( \| '[^']+')*/g))
      add(codesIn(line))
    for (const { index } of text.matchAll(/insert into audit_log/g))
      add(codesIn(text.slice(index, index + 400)).slice(0, 1))
  }
  return { actions, unread }
}

test('every action that the server writes to the audit log has a message in both languages', async () => {
  const { actions, unread } = await findActions()
  expect(unread).toEqual([])
  expect(actions.size).toBeGreaterThan(70)
  // One of each way of writing it, so that a way that is no longer found is noticed.
  for (const action of [
    'key.created',
    'item.accept',
    'tenant.suspended',
    'session.ended',
    'transcript.read',
    'session.throttled',
    'meeting.transcribed',
    'transcript.corrected',
  ])
    expect(actions).toContain(action)
  for (const messages of [en, ru]) {
    const missing = [...actions].filter((action) => !Object.hasOwn(messages, `did.${action}`))
    expect(missing.toSorted()).toEqual([])
  }
})

test('every action belongs to an area', () => {
  const given = Object.values(auditAreas).flatMap((area) => area.split(','))
  const isGiven = (action: string): boolean =>
    given.some((one) => one === action || action.startsWith(`${one}.`))
  const lost = Object.keys(en).filter((key) => !isGiven(key.slice('did.'.length)))
  expect(lost).toEqual([])
})
