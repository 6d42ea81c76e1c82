/** Makes a logo of a picture that somebody sent, in a process of its own. */
export interface PictureMaker {
  /** PNG of at most `mostSide` pixels a side, without anything but the picture. Throws PictureFault. */
  shrink(
    picture: { kind: PictureKind; bytes: Uint8Array },
    mostSide: number,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array>
}

export type PictureKind = 'png' | 'jpeg' | 'webp'

/** The picture could not be read, or took more time or memory than it may. */
export class PictureFault extends Error {
  override readonly name = 'PictureFault'
  constructor() {
    super('unreadable_picture')
  }
}
