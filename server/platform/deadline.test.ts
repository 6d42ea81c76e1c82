import { expect, test } from 'bun:test'
import { eventually } from '../../ops/test/installation.ts'
import { startDeadline } from './deadline.ts'

test('fires once', async () => {
  let passed = 0
  startDeadline(40, () => {
    passed += 1
  })
  await eventually(async () => passed > 0)
  await Bun.sleep(100)
  expect(passed).toBe(1)
})

test('does not fire after it was cancelled', async () => {
  let passed = false
  const cancel = startDeadline(40, () => {
    passed = true
  })
  await Bun.sleep(10)
  cancel()
  await Bun.sleep(100)
  expect(passed).toBe(false)
})

test('does not count time during which the event loop was blocked', async () => {
  let passed = false
  startDeadline(2_000, () => {
    passed = true
  })
  Bun.sleepSync(2_500)
  await Bun.sleep(10)
  expect(passed).toBe(false)
  await eventually(async () => passed)
})

test('fires eventually even if the event loop is always blocked', async () => {
  let passed = false
  startDeadline(400, () => {
    passed = true
  })
  await eventually(async () => {
    Bun.sleepSync(150)
    return passed
  })
})
