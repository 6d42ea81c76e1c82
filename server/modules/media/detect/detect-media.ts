import { containers } from './containers.ts'
import type { DetectedMedia } from './detected.ts'
import { type ForeignKind, foreignKind, isProtected } from './foreign-kind.ts'
import { afterTag, frames } from './frames.ts'

export type { DetectedMedia } from './detected.ts'
export type { ForeignKind } from './foreign-kind.ts'

/** Bytes at the start of a file that are enough to detect its type. */
export const headBytes = 64 * 1024

/** Offset behind a tag that is longer than the first bytes, such as one with a picture; null if there is none. */
export function behindTag(head: Uint8Array): number | null {
  const start = afterTag(head)
  return start > 0 && start >= head.length ? start : null
}

/**
 * What a recording is by its first 64 KB, never by its name or by what a browser says of it
 * (https://mimesniff.spec.whatwg.org/#matching-an-audio-or-video-type-pattern and the containers' own specifications).
 * `behind` is what stands behind a long tag. Whether a container with pictures is sound only, is found out by looking
 * into it later. The browser asks the same before it sends anything: nothing here may need more than the language has.
 */
export function detectMedia(
  head: Uint8Array,
  behind: Uint8Array | null = null,
): DetectedMedia | { refused: ForeignKind } {
  if (isProtected(head)) return { refused: 'protected' }
  if (behind && behind.length > 0) {
    const found = detectMedia(behind)
    if (!('refused' in found)) return found
  }
  for (const detect of [...containers, frames]) {
    const found = detect(head)
    if (found) return found
  }
  return { refused: foreignKind(head) }
}
