/** Twelve seconds of a tone (PCM in RIFF WAVE), so that it counts as sound; the stand-in makes up the words. */
export function toneWav(): Uint8Array {
  const [rateHz, seconds, headBytes] = [8_000, 12, 44]
  const file = Buffer.alloc(headBytes + rateHz * seconds * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(rateHz, 24)
  file.writeUInt32LE(rateHz * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(file.length - headBytes, 40)
  for (let at = headBytes, sample = 0; at < file.length; at += 2, sample += 1) {
    file.writeInt16LE(Math.round(6_000 * Math.sin((sample / rateHz) * 220 * 2 * Math.PI)), at)
  }
  return new Uint8Array(file)
}
