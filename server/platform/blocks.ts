/** Chunks with buffers of their own, which can be transferred between threads without copying. */
export type Blocks = Uint8Array<ArrayBuffer>[]

export const sizeOfBlocks = (blocks: readonly Uint8Array[]): number =>
  blocks.reduce((sum, { byteLength }) => sum + byteLength, 0)

export function joinBlocks(blocks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(sizeOfBlocks(blocks))
  let at = 0
  for (const block of blocks) {
    bytes.set(block, at)
    at += block.byteLength
  }
  return bytes
}
