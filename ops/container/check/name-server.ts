import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'

// Responds as the engine's name server does, with the addresses of each name in a JSON file, which is read each time:
//   bun name-server.ts ADDRESS FILE
const [, , address = '', file = ''] = process.argv
const port = 53
const headerBytes = 12
const typeA = 1
/** Ten minutes, as Docker's name server says: clients must not rely on it. */
const timeToLive = [0, 0, 2, 88]

const socket = createSocket('udp4')
socket.on('message', (query, peer) => {
  const end = query.indexOf(0, headerBytes)
  const type = query.readUInt16BE(end + 1)
  const addresses = type === typeA ? (readNames()[nameIn(query, end)] ?? []) : []
  const header = Buffer.alloc(headerBytes)
  query.copy(header, 0, 0, 2)
  header.writeUInt16BE(0x8180, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(addresses.length, 6)
  const answers = addresses.map((one) =>
    Buffer.from([
      0xc0,
      headerBytes,
      0,
      typeA,
      0,
      1,
      ...timeToLive,
      0,
      4,
      ...one.split('.').map(Number),
    ]),
  )
  socket.send(
    Buffer.concat([header, query.subarray(headerBytes, end + 5), ...answers]),
    peer.port,
    peer.address,
  )
})
socket.bind(port, address)

const readNames = (): Record<string, string[] | undefined> =>
  JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[] | undefined>

/** A name is a sequence of labels, each after its length (RFC 1035, section 3.1). */
function nameIn(query: Buffer, end: number): string {
  const labels: string[] = []
  for (let at = headerBytes; at < end; at += 1 + (query[at] ?? 0)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)))
  }
  return labels.join('.')
}
