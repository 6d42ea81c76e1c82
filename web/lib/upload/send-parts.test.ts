import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { ownProblem, RequestFailed } from '../problem.ts'
import { hashPart } from './hash-part.ts'
import { planParts } from './plan-parts.ts'
import { PutFailed, type PutRequest, refusalCode } from './put-part.ts'
import { type SendDeps, sendParts } from './send-parts.ts'
import { createSlots } from './slots.ts'

const partSizeBytes = 1_000
const file = new Blob([new Uint8Array(10_500).map((_, at) => at % 251)])
const plan = planParts(file.size, partSizeBytes)

/** A storage over HTTP that can be told to refuse: what it was sent, by part. */
const stored = new Map<number, Uint8Array>()
let refusals: { number: number; status: number; code?: string }[] = []
let atOnce = 0
let mostAtOnce = 0
const refuse = ({ status, code = '' }: { status: number; code?: string }): Response =>
  new Response(code && `<Error><Code>${code}</Code><Message>no</Message></Error>`, { status })
let server: ReturnType<typeof Bun.serve>

beforeAll(() => {
  server = Bun.serve({
    port: 0,
    async fetch(request) {
      atOnce += 1
      mostAtOnce = Math.max(mostAtOnce, atOnce)
      try {
        const number = Number(new URL(request.url).searchParams.get('part'))
        const bytes = await request.bytes()
        const at = refusals.findIndex((one) => one.number === number)
        const [refusal] = at < 0 ? [] : refusals.splice(at, 1)
        if (refusal) return refuse(refusal)
        const checksum = await hashPart(new Blob([bytes]))
        if (request.headers.get('x-amz-checksum-crc32') !== checksum) {
          return refuse({ status: 400, code: 'BadDigest' })
        }
        stored.set(number, bytes)
        return new Response()
      } finally {
        atOnce -= 1
      }
    },
  })
})
afterAll(() => server.stop(true))

let signed: number[][] = []
beforeEach(() => {
  stored.clear()
  refusals = []
  signed = []
  mostAtOnce = 0
})

const depsWith = (more: Partial<SendDeps> = {}): SendDeps => ({
  slots: createSlots(3),
  hash: hashPart,
  sign: async (numbers, checksums) => {
    signed.push(numbers)
    return numbers.map((number, at) => ({
      number,
      url: `${server.url.href}?part=${number}`,
      headers: { 'x-amz-checksum-crc32': checksums?.[at] ?? '' },
    }))
  },
  put: async ({ url, headers, bytes, onSent, signal }: PutRequest) => {
    const response = await fetch(url, { method: 'PUT', headers, body: bytes, signal })
    if (!response.ok) throw new PutFailed(response.status, refusalCode(await response.text()))
    onSent(bytes.size)
  },
  ...more,
})

function run(more: Partial<SendDeps> = {}, controller = new AbortController(), parts = plan) {
  const sent: number[] = []
  let waits = 0
  const done = sendParts(depsWith(more), {
    file,
    parts,
    signal: controller.signal,
    onSent: (bytes) => sent.push(bytes),
    onWait: () => {
      waits += 1
      // Ends the wait at once, as a connection that comes back does.
      setTimeout(() => globalThis.dispatchEvent(new Event('online')), 0)
    },
    onHashed: () => Promise.resolve(),
  })
  return { done, sent, waits: () => waits }
}

const storedBytes = (): Uint8Array =>
  Buffer.concat([...stored].sort(([a], [b]) => a - b).map(([, bytes]) => bytes))

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
    return 'no failure'
  } catch (error) {
    return error instanceof RequestFailed ? error.problem.code : String(error)
  }
}

describe('sending parts', () => {
  test('every byte arrives once, never more at once than there are slots', async () => {
    const { done, sent } = run()
    await done
    expect(storedBytes()).toEqual(await file.bytes())
    expect(mostAtOnce).toBeLessThanOrEqual(3)
    expect(sent.at(-1)).toBe(file.size)
    expect(signed.flat().sort((a, b) => a - b)).toEqual(plan.map(({ number }) => number))
    expect(Math.max(...signed.map((batch) => batch.length))).toBe(4)
  })

  test('sends only the missing parts', async () => {
    await run({}, undefined, plan.slice(7)).done
    expect([...stored.keys()].sort((a, b) => a - b)).toEqual([8, 9, 10, 11])
  })

  test('renews an expired signature for its part only', async () => {
    refusals = [{ number: 5, status: 403 }]
    await run().done
    expect(storedBytes()).toEqual(await file.bytes())
    expect(signed.filter((batch) => batch.length === 1 && batch[0] === 5)).toHaveLength(1)
  })

  test('fails with a message when a fresh signature is refused', async () => {
    refusals = [
      { number: 2, status: 403 },
      { number: 2, status: 403 },
    ]
    expect(await codeOf(run().done)).toBe('upload_refused')
  })

  test('reports the wait and sends a failed part again', async () => {
    refusals = [{ number: 3, status: 503 }]
    const { done, waits } = run()
    await done
    expect(storedBytes()).toEqual(await file.bytes())
    expect(waits()).toBe(1)
  })

  test('fails when the bytes differ from those that were signed', async () => {
    const hash = async (part: Blob) => hashPart(new Blob([await part.bytes(), 'changed']))
    expect(await codeOf(run({ hash }).done)).toBe('file_changed')
  })

  test.each(['RequestTimeout', 'IncompleteBody', 'InternalError'])(
    'a 400 that is not about the bytes is tried again: %s',
    async (code) => {
      refusals = [{ number: 4, status: 400, code }]
      const { done, waits } = run()
      await done
      expect(storedBytes()).toEqual(await file.bytes())
      expect(waits()).toBe(1)
    },
  )

  test('a signature that runs out a second time, after a wait, is renewed again', async () => {
    refusals = [403, 503, 403].map((status) => ({ number: 5, status }))
    await run().done
    expect(storedBytes()).toEqual(await file.bytes())
    expect(signed.filter((batch) => batch.length === 1 && batch[0] === 5)).toHaveLength(2)
  })

  describe('a browser that gets nothing through to the storage', () => {
    const put = (): Promise<void> => Promise.reject(new PutFailed(0))

    test('is told that the storage does not let it, once our own server has answered each time', async () => {
      expect(await codeOf(run({ put }).done)).toBe('storage_blocked')
    })

    test('waits on while our own server does not answer either', async () => {
      const controller = new AbortController()
      let offlineFor = 20
      let signedOnce = 0
      const sign: SendDeps['sign'] = async (numbers, checksums) => {
        signedOnce += 1
        if (signedOnce > 3 && --offlineFor > 0) throw new RequestFailed(ownProblem('offline'))
        return depsWith().sign(numbers, checksums)
      }
      const comesBack = (request: PutRequest): Promise<void> =>
        offlineFor > 0 ? put() : depsWith().put(request)
      await run({ put: comesBack, sign }, controller).done
      expect(storedBytes()).toEqual(await file.bytes())
    })

    test('waits on where bytes went out before: the connection was lost then', async () => {
      let failures = 0
      const lost = (request: PutRequest): Promise<void> => {
        const isLost = request.url.endsWith('part=9') && failures < 12
        if (!isLost) return depsWith().put(request)
        failures += 1
        return put()
      }
      await run({ put: lost }).done
      expect(storedBytes()).toEqual(await file.bytes())
    })
  })

  test('fails when the file can no longer be read', async () => {
    let reads = 0
    const hash = async (part: Blob): Promise<string> => {
      reads += 1
      if (reads > 5) throw new DOMException('gone', 'NotReadableError')
      return hashPart(part)
    }
    expect(await codeOf(run({ hash }).done)).toBe('file_unreadable')
  })

  test('a pause stops everything at once, and what had arrived is not sent again', async () => {
    const controller = new AbortController()
    let puts = 0
    const put = async (request: PutRequest): Promise<void> => {
      puts += 1
      if (puts === 5) controller.abort(new Error('paused'))
      await depsWith().put(request)
    }
    expect(await codeOf(run({ put }, controller).done)).toBe('Error: paused')
    const there = new Set(stored.keys())
    expect(there.size).toBeLessThan(plan.length)
    const left = plan.filter(({ number }) => !there.has(number))
    signed = []
    await run({}, undefined, left).done
    expect(signed.flat().sort((a, b) => a - b)).toEqual(left.map(({ number }) => number))
    expect(storedBytes()).toEqual(await file.bytes())
  })
})
