/** Reads bytes as characters, one for each byte. */
export const ascii = (bytes: Uint8Array, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length))

export const starts = (bytes: Uint8Array, ...values: number[]): boolean =>
  startsAt(bytes, 0, values)

export const startsAt = (bytes: Uint8Array, from: number, values: readonly number[]): boolean =>
  values.every((value, at) => bytes[from + at] === value)

/** Reads a 32-bit big-endian number. */
export const uint32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) * 0x1_00_00_00 +
    (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))) >>>
  0

/** Whether the bytes contain these values in a row. */
export function holds(bytes: Uint8Array, values: readonly number[]): boolean {
  const [first = 0] = values
  for (let at = bytes.indexOf(first); at !== -1; at = bytes.indexOf(first, at + 1)) {
    if (startsAt(bytes, at, values)) return true
  }
  return false
}

/** The bytes of an ASCII text. */
export const lettersOf = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))
