import type { LoadedPack } from '../types.ts'
import { packSizeBytes } from './files.ts'

export interface PackCache {
  /**
   * The pack with that hash: kept, or loaded once however many ask at a time. Rejects with what `load` rejects with (and
   * keeps nothing), and with Error when what it loaded has another hash.
   */
  get(hash: string, load: () => LoadedPack | Promise<LoadedPack>): Promise<LoadedPack>
  /** How many packs are kept. */
  readonly size: number
  /** About how much memory the kept packs take, in bytes. */
  readonly sizeBytes: number
}

/** What a loaded pack takes beside its files, which it holds: sections, schemas, labels, cues. */
const memoryPerByte = 4

/** Keeps the packs that were used last, at most so many and so large; tenants with the same pack share it. */
export function createPackCache({
  maxPacks = 200,
  maxBytes = 100_000_000,
}: { maxPacks?: number; maxBytes?: number } = {}): PackCache {
  const kept = new Map<string, { pack: LoadedPack; sizeBytes: number }>()
  const loading = new Map<string, Promise<LoadedPack>>()
  let sizeBytes = 0

  const forget = (hash: string): void => {
    sizeBytes -= kept.get(hash)?.sizeBytes ?? 0
    kept.delete(hash)
  }
  const keep = (pack: LoadedPack): void => {
    const own = packSizeBytes(pack.files) * memoryPerByte
    kept.set(pack.hash, { pack, sizeBytes: own })
    sizeBytes += own
    for (const oldest of kept.keys()) {
      if (kept.size <= 1 || (kept.size <= maxPacks && sizeBytes <= maxBytes)) break
      forget(oldest)
    }
  }
  const loadOnce = async (hash: string, load: () => LoadedPack | Promise<LoadedPack>) => {
    const pack = await load()
    if (pack.hash !== hash) throw new Error(`The pack has the hash ${pack.hash}, not ${hash}.`)
    keep(pack)
    return pack
  }

  return {
    async get(hash, load) {
      const known = kept.get(hash)
      if (known) {
        // Used again: the last to be forgotten.
        kept.delete(hash)
        kept.set(hash, known)
        return known.pack
      }
      const current = loading.get(hash) ?? loadOnce(hash, load)
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
