import { expect, test } from 'bun:test'
import { AppError } from './errors.ts'
import { type Claimant, type FairGate, type FairGateOptions, openFairGate } from './fair-gate.ts'

/** Starts tasks that the test ends one by one; `started` lists them in starting order. */
function tasksOf(options: Partial<FairGateOptions> = {}) {
  const gate = openFairGate({
    slots: 1,
    waitingAtMost: 40,
    what: { en: 'checks', ru: 'проверок' },
    ...options,
  })
  const started: string[] = []
  const ends: (() => void)[] = []
  const start = (name: string, claimant: Claimant): Promise<void> =>
    gate.run(claimant, () => {
      started.push(name)
      return new Promise<void>((resolve) => ends.push(resolve))
    })
  const endOne = async (): Promise<void> => {
    await settle()
    ends.shift()?.()
    await settle()
  }
  return { gate, started, start, endOne }
}

/** Lets all ready tasks start. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
const refused = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw new Error(`was not refused: ${error}`)
}
const a = { tenantId: 'a' }
const b = { tenantId: 'b' }

test('serves each request of a small tenant within two turns, regardless of another tenant’s queue', async () => {
  const { gate, started, start, endOne } = tasksOf({ slots: 2, waitingAtMost: 64 })
  const flood = Array.from({ length: 70 }, (_, at) => start(`a${at}`, a))
  const overflow = Promise.allSettled(flood)
  const few = Promise.all(Array.from({ length: 8 }, (_, at) => start(`b${at}`, b)))
  let turns = 0
  while (started.filter((name) => name.startsWith('b')).length < 8) {
    await endOne()
    turns++
    expect(turns).toBeLessThanOrEqual(17)
  }
  while (gate.running > 0) await endOne()
  await few
  const outcomes = await overflow
  const lost = outcomes.filter(({ status }) => status === 'rejected')
  // Two tasks run, and one tenant may use a quarter of the queue.
  expect(lost.length).toBe(70 - 2 - 16)
})

test('rejects a tenant’s overflow with a message that names the tasks, and with Retry-After', async () => {
  const { start } = tasksOf({ waitingAtMost: 4, waitingPerTenant: 1 })
  void start('runs', a)
  void start('waits', a)
  const error = await refused(start('too much', a))
  expect(error.code).toBe('unavailable')
  expect(error.detail).toContain('Your organisation has too many checks waiting')
  expect(error.headers['retry-after']).toBe('5')
})

test('has a Russian message', async () => {
  const { start } = tasksOf({ waitingAtMost: 4, waitingPerTenant: 1 })
  void start('runs', a)
  void start('waits', a)
  const { inRussian } = await refused(start('too much', a))
  expect(inRussian).toContain('У вашей организации слишком много проверок')
})

test('reserves the last slot for a tenant without slots when two tenants hold the others', async () => {
  const { gate, started, start } = tasksOf({ slots: 8, runningPerTenant: 5 })
  for (let at = 0; at < 9; at++) void start(`a${at}`, a)
  for (let at = 0; at < 9; at++) void start(`b${at}`, b)
  expect(gate.running).toBe(7)
  void start('c', { tenantId: 'c' })
  await settle()
  expect(started).toContain('c')
})

test('leaves a slot to others when one tenant holds its share', async () => {
  const { gate, started, start, endOne } = tasksOf({ slots: 3, runningPerTenant: 2 })
  for (let at = 0; at < 5; at++) void start(`a${at}`, a)
  expect(gate.running).toBe(2)
  void start('b0', b)
  await settle()
  expect(started).toEqual(['a0', 'a1', 'b0'])
  await endOne()
  expect(started).toEqual(['a0', 'a1', 'b0', 'a2'])
  expect(gate.running).toBe(3)
  // b's slot is free now, but a may not take it.
  await endOne()
  await endOne()
  expect(started).toEqual(['a0', 'a1', 'b0', 'a2', 'a3'])
  expect(gate.running).toBe(2)
})

test('makes room for a tenant with fewer tasks when the queue is full', async () => {
  const { start, started, endOne } = tasksOf({ waitingAtMost: 4, waitingPerTenant: 4 })
  void start('a0', a)
  const waiting = [1, 2, 3, 4].map((at) => start(`a${at}`, a))
  const dropped = refused(waiting[3] as Promise<void>)
  void start('b0', b)
  expect((await dropped).detail).toContain('Your organisation')
  await endOne()
  await endOne()
  expect(started).toEqual(['a0', 'a1', 'b0'])
})

test('rejects a newcomer when no tenant has more tasks than the newcomer would', async () => {
  const { start } = tasksOf({ waitingAtMost: 2, waitingPerTenant: 2 })
  void start('runs', a)
  void start('a', a)
  void start('b', b)
  const error = await refused(start('c', { tenantId: 'c' }))
  expect(error.detail).toContain('Too many checks are waiting')
})

test('serves the people of one tenant in turn', async () => {
  const { started, start, endOne } = tasksOf()
  void start('runs', a)
  for (const at of [1, 2, 3]) void start(`ann ${at}`, { ...a, personId: 'ann' })
  void start('ben 1', { ...a, personId: 'ben' })
  for (let turn = 0; turn < 3; turn++) await endOne()
  expect(started).toEqual(['runs', 'ann 1', 'ben 1', 'ann 2'])
})

test('removes an aborted task from the queue and never starts it', async () => {
  const { gate, started, start, endOne } = tasksOf()
  void start('runs', a)
  const gone = new AbortController()
  const waiting = start('gone', { ...a, signal: gone.signal })
  void start('next', b)
  gone.abort(new Error('closed the tab'))
  await expect(waiting).rejects.toThrow('closed the tab')
  expect(gate.waiting).toBe(1)
  await endOne()
  expect(started).toEqual(['runs', 'next'])
  const late = start('late', { ...a, signal: AbortSignal.abort(new Error('was gone')) })
  await expect(late).rejects.toThrow('was gone')
})

test('rejects a task that waits too long, and all tasks once closed', async () => {
  const { gate, start } = tasksOf({ waitAtMostMs: 1 })
  void start('runs', a)
  expect((await refused(start('waits', a))).code).toBe('unavailable')
  gate.close()
  expect((await refused(start('late', b))).detail).toContain('stopping')
})

test('frees the slot of a failed task', async () => {
  const gate: FairGate = openFairGate({
    slots: 1,
    waitingAtMost: 4,
    what: { en: 'checks', ru: 'проверок' },
  })
  const failing = gate.run(a, () => Promise.reject(new Error('broke')))
  await expect(failing).rejects.toThrow('broke')
  expect(await gate.run(b, async () => 'next')).toBe('next')
})
