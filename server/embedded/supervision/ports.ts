import { randomInt } from 'node:crypto'
import { StackError } from '../stack-error.ts'

// Below the ephemeral ports of Linux and macOS.
const lowestPort = 21_000
const highestPort = 31_999

/** Whether a server could listen on this loopback port now. */
export function isPortFree(port: number): boolean {
  try {
    const listener = Bun.listen({ hostname: '127.0.0.1', port, socket: { data() {} } })
    listener.stop(true)
    return true
  } catch {
    return false
  }
}

/** The port of the last start if it is free, else another free one. */
export function choosePort(service: string, kept: number | undefined): number {
  if (kept !== undefined && isPortFree(kept)) return kept
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(lowestPort, highestPort + 1)
    if (isPortFree(port)) return port
  }
  throw portTaken(service)
}

export const portTaken = (service: string): StackError =>
  new StackError(
    'port_taken',
    `${service} found no free port on 127.0.0.1 between ${lowestPort} and ${highestPort}.`,
    'Stop other programs that listen there, then start again.',
  )
