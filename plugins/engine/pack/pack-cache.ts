import type { LoadedPack } from '../types.ts'
import { packSizeBytes } from './files.ts'

export interface PackCache {
  /**
   * The pack with that hash: kept, or loaded once however many ask at a time, on the account of `owner`. Rejects with what
   * `load` rejects with (and keeps nothing), and with Error when what it loaded has another hash.
   */
  get(
    hash: string,
    load: () => LoadedPack | Promise<LoadedPack>,
    owner?: string,
  ): Promise<LoadedPack>
  /** The pack with that hash where it is kept. */
  find(hash: string): LoadedPack | undefined
  /** How many packs are kept. */
  readonly size: number
  /** About how much memory the kept packs take, in bytes. */
  readonly sizeBytes: number
}

/** What a loaded pack takes beside its files, which it holds: sections, schemas, labels, cues. */
const memoryPerByte = 4

interface Kept {
  pack: LoadedPack
  sizeBytes: number
  owner: string
}

/**
 * Keeps the packs that were used last, at most so many and so large; tenants with the same pack share it. What makes room
 * is the oldest of whoever keeps most, so that one with many packs pushes out its own.
 */
export function createPackCache({
  maxPacks = 200,
  maxBytes = 100_000_000,
}: { maxPacks?: number; maxBytes?: number } = {}): PackCache {
  const kept = new Map<string, Kept>()
  const bytesOf = new Map<string, number>()
  const loading = new Map<string, Promise<LoadedPack>>()
  let sizeBytes = 0

  const charge = (owner: string, bytes: number): void => {
    const total = (bytesOf.get(owner) ?? 0) + bytes
    sizeBytes += bytes
    if (total > 0) bytesOf.set(owner, total)
    else bytesOf.delete(owner)
  }
  const forgetOne = (newest: string): void => {
    const [largest] = [...bytesOf].reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0])
    const others = [...kept].filter(([hash]) => hash !== newest)
    const [hash, { owner, sizeBytes: bytes }] = (others.find(([, one]) => one.owner === largest) ??
      others[0]) as [string, Kept]
    kept.delete(hash)
    charge(owner, -bytes)
  }
  const isOver = (): boolean => kept.size > 1 && (kept.size > maxPacks || sizeBytes > maxBytes)
  const keep = (pack: LoadedPack, owner: string): void => {
    const own = packSizeBytes(pack.files) * memoryPerByte
    kept.set(pack.hash, { pack, sizeBytes: own, owner })
    charge(owner, own)
    while (isOver()) forgetOne(pack.hash)
  }
  const loadOnce = async (
    hash: string,
    load: () => LoadedPack | Promise<LoadedPack>,
    owner: string,
  ) => {
    const pack = await load()
    if (pack.hash !== hash) throw new Error(`The pack has the hash ${pack.hash}, not ${hash}.`)
    keep(pack, owner)
    return pack
  }
  const find = (hash: string): LoadedPack | undefined => {
    const known = kept.get(hash)
    if (!known) return undefined
    // Used again: the last to be forgotten.
    kept.delete(hash)
    kept.set(hash, known)
    return known.pack
  }

  return {
    find,
    async get(hash, load, owner = '') {
      const known = find(hash)
      if (known) return known
      const current = loading.get(hash) ?? loadOnce(hash, load, owner)
      loading.set(hash, current)
      try {
        return await current
      } finally {
        loading.delete(hash)
      }
    },
    get size() {
      return kept.size
    },
    get sizeBytes() {
      return sizeBytes
    },
  }
}
