/** Turns an uploaded image into a logo, in a separate process. */
export interface PictureMaker {
  /** Returns a PNG of at most `mostSide` pixels per side, without metadata. Throws PictureFault. */
  shrink(
    picture: { kind: PictureKind; bytes: Uint8Array },
    mostSide: number,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array>
}

export type PictureKind = 'png' | 'jpeg' | 'webp'

/** The image is unreadable or exceeded the time or memory limit. */
export class PictureFault extends Error {
  override readonly name = 'PictureFault'
  constructor() {
    super('unreadable_picture')
  }
}
