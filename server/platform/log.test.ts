import { expect, test } from 'bun:test'
import { createLog } from './log.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = []
  write(createLog('debug', { write: (line: string) => void lines.push(line) }))
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('keeps allowed fields and drops the rest', () => {
  const [line] = logged((log) =>
    log.info(
      { requestId: 'r1', status: 200, body: 'secret', email: 'a@b.example', headers: {} },
      'request',
    ),
  )
  expect(line).toMatchObject({
    level: 'info',
    service: 'aam',
    requestId: 'r1',
    status: 200,
    msg: 'request',
  })
  expect(JSON.stringify(line)).not.toMatch(/secret|example|headers/)
})

test('filters the bindings of a child logger', () => {
  const [line] = logged((log) => log.child({ tenantId: 't', password: 'secret' }).warn('x'))
  expect(line).toMatchObject({ tenantId: 't' })
  expect(JSON.stringify(line)).not.toContain('secret')
})

test('logs type, code and stack of an error, not its properties', () => {
  const error = Object.assign(new TypeError('something is undefined'), {
    query: 'secret',
    code: 'E1',
  })
  const [line] = logged((log) => log.error({ err: error }, 'failed'))
  expect(line?.err).toMatchObject({
    type: 'TypeError',
    code: 'E1',
    message: 'something is undefined',
  })
  expect(JSON.stringify(line)).not.toContain('secret')
})

const withCode = (code: string, message: string) => Object.assign(new Error(message), { code })

test('drops messages that quote data from SQL values, queries and JSON', () => {
  const errors = [
    withCode('22P02', 'invalid input syntax for type integer: "secret"'),
    withCode('22007', 'invalid input syntax for type date: "secret"'),
    withCode('23514', 'new row violates check constraint "secret"'),
    new Error("Failed query: insert into x values ('secret')", {
      cause: withCode('22P02', 'invalid input syntax: "secret"'),
    }),
    new SyntaxError('JSON Parse error: Unexpected identifier "secret"'),
    'secret',
  ]
  for (const error of errors) {
    const [line] = logged((log) => log.error({ err: error }, 'failed'))
    expect(JSON.stringify(line)).not.toContain('secret')
  }
})

test('keeps database messages that quote no data', () => {
  const [line] = logged((log) =>
    log.error({ err: withCode('42P01', 'relation "x" does not exist') }, 'failed'),
  )
  expect(line?.err).toMatchObject({ message: 'relation "x" does not exist', code: '42P01' })
})
