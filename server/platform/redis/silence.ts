import type { Socket } from 'node:net'
import { Cluster, type Command, type Redis } from 'ioredis'
import { startDeadline } from '../deadline.ts'
import { PeerSilent } from '../peer-watch.ts'
import type { RedisClient } from './client.ts'

/** The part of ioredis's `socketTimeout` that its own counting of the time stands in. */
interface Counting {
  stream: Socket
  commandQueue: { length: number }
  socketTimeoutTimer: unknown
  setSocketTimeout(): void
}

/**
 * Closes a connection on which an answer is due and nothing has come for `silentAfterMs`, as ioredis's `socketTimeout`
 * does (which must be set), but does not count the time for which this process was held up itself.
 */
export function countOwnTime(client: RedisClient, silentAfterMs: number): void {
  if (client instanceof Cluster) client.on('+node', (node: Redis) => countFor(node, silentAfterMs))
  else countFor(client, silentAfterMs)
}

function countFor(node: Redis, silentAfterMs: number): void {
  const counting = node as unknown as Counting
  counting.setSocketTimeout = () => {
    const { stream } = counting
    const cancel = startDeadline(silentAfterMs, () => {
      // ioredis forgets it when the connection closes.
      if (counting.socketTimeoutTimer !== cancel) return
      counting.socketTimeoutTimer = undefined
      stream.destroy(new Error(`Socket timeout. Nothing has come for ${silentAfterMs} ms.`))
    })
    counting.socketTimeoutTimer = cancel
    stream.once('data', () => {
      cancel()
      counting.socketTimeoutTimer = undefined
      if (counting.commandQueue.length > 0) counting.setSocketTimeout()
    })
  }
}

/** What a connection says for itself while it is made; everything else is somebody's request. */
const handshake = new Set(['hello', 'auth', 'select', 'client', 'info', 'readonly', 'cluster'])

/**
 * Rejects commands after `commandMs` without an answer. After a connection died of silence commands throw at once until
 * Redis answers again: not each request waits for its own timeout. The connection tries again by itself, which is the
 * probe of this breaker.
 */
export function refuseWhileSilent(client: RedisClient, commandMs: number): void {
  let isSilent = false
  client.on('error', (error: Error) => {
    isSilent ||= error.message.startsWith('Socket timeout')
  })
  client.on('ready', () => {
    isSilent = false
  })
  const limited = new WeakSet<Command>()
  const sender: Pick<Redis, 'sendCommand'> = client
  const send = sender.sendCommand.bind(client)
  sender.sendCommand = (command, stream) => {
    if (isSilent && !handshake.has(command.name)) {
      command.reject(new PeerSilent('redis'))
      return command.promise
    }
    // ioredis sends a command again after it has connected again.
    if (!limited.has(command)) {
      limited.add(command)
      const cancel = startDeadline(commandMs, () => command.reject(new Error('Command timed out')))
      command.promise.then(cancel, cancel)
    }
    return send(command, stream)
  }
}
