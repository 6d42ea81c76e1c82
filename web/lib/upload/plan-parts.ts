import type { UploadView } from '../../../server/modules/media/contract.ts'

export interface Part {
  number: number
  startByte: number
  endByte: number
}

export type Arrived = UploadView['arrived']

export const bytesOf = ({ startByte, endByte }: Part): number => endByte - startByte

export function planParts(sizeBytes: number, partSizeBytes: number): Part[] {
  const count = Math.ceil(sizeBytes / partSizeBytes)
  return Array.from({ length: count }, (_, at) => ({
    number: at + 1,
    startByte: at * partSizeBytes,
    endByte: Math.min(sizeBytes, (at + 1) * partSizeBytes),
  }))
}

/** A part that arrived with another size is sent again: the storage would refuse the whole. */
export function missingParts(plan: readonly Part[], arrived: Arrived): Part[] {
  const sizes = new Map(arrived.map(({ number, sizeBytes }) => [number, sizeBytes]))
  return plan.filter((part) => sizes.get(part.number) !== bytesOf(part))
}

export function arrivedBytes(plan: readonly Part[], arrived: Arrived): number {
  const missing = new Set(missingParts(plan, arrived).map(({ number }) => number))
  return plan.reduce((sum, part) => (missing.has(part.number) ? sum : sum + bytesOf(part)), 0)
}
