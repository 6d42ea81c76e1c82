/** A few seconds of silence (PCM in RIFF WAVE): what is said is the stand-in's. */
export function silentWav(): Uint8Array {
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
  return new Uint8Array(file)
}
