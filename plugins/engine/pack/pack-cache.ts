import type { LoadedPack } from '../types.ts'
import { packSizeBytes } from './files.ts'

export interface PackCache {
  /**
   * Returns the pack with that hash, cached or loaded once for all concurrent callers, and attributes it to `owner`.
   * Rejects with what `load` rejects with (and caches nothing), and with Error when the loaded pack has another hash.
   */
  get(
    hash: string,
    load: () => LoadedPack | Promise<LoadedPack>,
    owner?: string,
  ): Promise<LoadedPack>
  /** Returns the pack with that hash if it is cached. */
  find(hash: string): LoadedPack | undefined
  /** How many packs are cached. */
  readonly size: number
  /** Approximate memory of the cached packs in bytes. */
  readonly sizeBytes: number
}

/** Memory of a loaded pack relative to its files: sections, schemas, labels, cues. */
const memoryPerByte = 4

interface Kept {
  pack: LoadedPack
  sizeBytes: number
  owner: string
}

/**
 * Caches the packs that were used last, bounded by number and size; tenants with the same pack share it. Evicts the
 * oldest pack of the owner with the most, so that an owner of many packs evicts its own.
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
    // Moves it to the end: evicted last.
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
