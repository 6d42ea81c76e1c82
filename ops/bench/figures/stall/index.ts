import { startSpeechStandIn } from '../../../stand-ins/deepgram/index.ts'
import { deepgramConfig } from '../../../../server/modules/transcription/test/recordings.ts'
import type { Client } from '../../../../server/http/test/meetings.ts'
import { openInstallation, stopSharedServices } from '../../../test/installation.ts'
import type { BenchOptions, Say } from '../bench-options.ts'
import { spawnServer } from '../spawn-server.ts'
import { talk } from './files.ts'
import { type Input, inputs } from './inputs.ts'
import type { LoopFigures } from './meter.ts'
import { clientAt, prepare, type Stage } from './stage.ts'

const idleMs = 3_000
const askEveryMs = 20
/** How much longer than the idle loop's 99th percentile one input may block a loop. */
const allowanceMs = 50

type Role = 'api' | 'worker'
const roles: Role[] = ['api', 'worker']

interface Row {
  name: string
  held: Record<Role, number>
  /** The longest wait of the neighbour by the clock, including other load on the machine. */
  neighbourMs: number
}

/**
 * Sends hostile inputs to an API and a worker in their own processes, while another organisation sends small requests
 * all the time. Measures inside both how long each input blocked the event loop. Throws if one blocked it longer than
 * the idle loop's p99 + 50 ms.
 */
export async function benchStall(
  say: Say,
  { only }: BenchOptions = {},
): Promise<Record<string, unknown>> {
  const chosen = chooseInputs(only)
  const installation = await openInstallation({ worker: false })
  const { addresses } = installation.services
  const standIn = startSpeechStandIn({ script: talk })
  const spawn = (role: Role) =>
    spawnServer('stall/server.ts', { role, addresses, speech: deepgramConfig(standIn) })
  const servers = { api: await spawn('api'), worker: await spawn('worker') }
  try {
    const stranger = await clientAt(installation, servers.api.port, 'stranger')
    const neighbour = await clientAt(installation, servers.api.port, 'neighbour')
    const stage = await prepare(installation, stranger)
    const read = (role: Role) => readMeter(servers[role].meterPort)
    return await measure(say, chosen, { stage, neighbour, read })
  } finally {
    for (const role of roles) servers[role].stop()
    await installation.close()
    await standIn.stop()
    await stopSharedServices()
  }
}

function chooseInputs(only: string | undefined): [string, Input][] {
  const texts = only?.split(',').map((text) => text.trim())
  const chosen = Object.entries(inputs).filter(
    ([name]) => texts?.some((text) => name.includes(text)) ?? true,
  )
  if (chosen.length > 0) return chosen
  throw new RangeError(`No input is called anything like “${only}”.`)
}

interface Measured {
  stage: Stage
  neighbour: Client
  read(role: Role): Promise<LoopFigures>
}

async function measure(say: Say, chosen: [string, Input][], { stage, neighbour, read }: Measured) {
  const reset = () => Promise.all(roles.map(read))
  await asking(neighbour, () => Bun.sleep(idleMs))
  await reset()
  await asking(neighbour, () => Bun.sleep(idleMs))
  const limits = { api: 0, worker: 0 }
  for (const role of roles) limits[role] = (await read(role)).p99Ms + allowanceMs
  say(`held at most ${formatHeld(limits)} is fine (idle p99 + ${allowanceMs} ms)`)
  const rows: Row[] = []
  for (const [name, send] of chosen) {
    await stage.untilQuiet()
    await reset()
    const neighbourMs = await asking(neighbour, () => send(stage))
    const held = { api: 0, worker: 0 }
    for (const role of roles) held[role] = (await read(role)).longestMs
    const row = { name, held, neighbourMs }
    rows.push(row)
    const mark = isMissed(row, limits) ? 'MISSED' : ''
    say(`${name.padEnd(42)} ${formatHeld(held)}; neighbour ${ms(neighbourMs)} ${mark}`)
  }
  const missed = rows.filter((row) => isMissed(row, limits))
  say(`${rows.length} inputs, ${missed.length} missed`)
  if (missed.length > 0) {
    throw new Error(`These held an event loop: ${missed.map(({ name }) => name).join('; ')}.`)
  }
  return { limits, rows }
}

const isMissed = ({ held }: Row, limits: Record<Role, number>): boolean =>
  roles.some((role) => held[role] > limits[role])

const ms = (value: number): string => `${Math.round(value)} ms`.padStart(8)
const formatHeld = ({ api, worker }: Record<Role, number>): string =>
  `API ${ms(api)}, worker ${ms(worker)}`

const readMeter = async (port: number): Promise<LoopFigures> =>
  (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as LoopFigures

/** Sends small requests while `work` runs; returns the longest wait. */
async function asking(client: Client, work: () => Promise<unknown>): Promise<number> {
  const over = new AbortController()
  let longestMs = 0
  const ask = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const startedAt = performance.now()
      const response = await client.send('/me')
      await response.arrayBuffer()
      longestMs = Math.max(longestMs, performance.now() - startedAt)
      await Bun.sleep(askEveryMs)
    }
  }
  const asks = ask()
  try {
    await work()
  } finally {
    over.abort()
    await asks
  }
  return longestMs
}
