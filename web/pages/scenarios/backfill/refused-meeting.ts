/** The meeting that an error points at, for example `/meetingIds/2`. */
export function refusedMeeting(
  errors: readonly { pointer: string }[],
  meetingIds: readonly string[],
): string | undefined {
  for (const { pointer } of errors) {
    const at = /^\/meetingIds\/(\d+)/.exec(pointer)?.[1]
    if (at !== undefined) return meetingIds[Number(at)]
  }
  return undefined
}
