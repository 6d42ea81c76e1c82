/** A recording made by ffmpeg, which whoever starts the flows provides: its arguments between the program and the file. */
export async function makeMedia(path: string, arguments_: string): Promise<Uint8Array> {
  const made = await Bun.$`ffmpeg -nostdin -v error -y ${arguments_.split(' ')} ${path}`
    .nothrow()
    .quiet()
  if (made.exitCode !== 0) throw new Error(`ffmpeg: ${made.stderr.toString()}`)
  return Bun.file(path).bytes()
}
