import { joinBlocks } from '../../../platform/blocks.ts'
import type { FromParser, ToParser } from '../messages.ts'

declare const self: Worker

/** Replaces the importers: misbehaves as the file's name says, else returns an empty result. */
self.addEventListener('message', ({ data }: MessageEvent<ToParser>) => {
  const { blocks } = data
  const fileName = data.kind === 'file' ? data.fileName : data.dialect
  if (fileName === 'spin') for (;;);
  if (fileName === 'exit') process.exit(3)
  if (fileName === 'eat') {
    const eaten: Uint8Array[] = []
    for (;;) eaten.push(new Uint8Array(50_000_000).fill(eaten.length % 250))
  }
  if (fileName === 'slow') Bun.sleepSync(200)
  const bytes = joinBlocks(blocks)
  const message: FromParser = { kind: 'read', bytes, read: { title: fileName } as never }
  self.postMessage(message, [bytes.buffer])
})
