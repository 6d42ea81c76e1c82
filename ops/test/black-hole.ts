import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A TCP proxy in front of a service that can stand for a network that swallows packets. */
export interface NetworkPath {
  port: number
  /** Nothing passes any more, and no connection closes: neither those that are there nor new ones. */
  swallow(): void
  /** What was held back passes. */
  restore(): void
  /** The connections that are there pass nothing ever again and stay open; new ones work. */
  forgetConnections(): void
  close(): void
}

/** Listens on a free port of loopback and passes everything on to `target`. */
export async function openNetworkPath(target: {
  host: string
  port: number
}): Promise<NetworkPath> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let isSwallowing = false
  const server = createServer((near) => {
    const far = connect(target)
    const pair = [near, far] as const
    pairs.add(pair)
    const end = (): void => {
      pairs.delete(pair)
      near.destroy()
      far.destroy()
    }
    for (const [from, to] of [pair, [far, near] as const]) {
      from.setNoDelay(true)
      from.on('data', (bytes) => void to.write(bytes))
      from.on('error', end)
      from.on('close', end)
      if (isSwallowing) from.pause()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    swallow() {
      isSwallowing = true
      for (const socket of [...pairs].flat()) socket.pause()
    },
    restore() {
      isSwallowing = false
      for (const socket of [...pairs].flat()) socket.resume()
    },
    forgetConnections() {
      for (const pair of pairs) {
        pairs.delete(pair)
        for (const socket of pair) {
          socket.removeAllListeners('data')
          socket.resume()
        }
      }
    },
    close() {
      server.close()
      for (const socket of [...pairs].flat()) socket.destroy()
    },
  }
}
