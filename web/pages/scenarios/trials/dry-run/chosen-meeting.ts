const keyOf = (scenarioId: string): string => `aam.trial-meeting.${scenarioId}`

/** The meeting of the last dry run in this browser. */
export function rememberedMeeting(scenarioId: string): string | undefined {
  try {
    return localStorage.getItem(keyOf(scenarioId)) ?? undefined
  } catch {
    return undefined
  }
}

export function rememberMeeting(scenarioId: string, meetingId: string): void {
  try {
    localStorage.setItem(keyOf(scenarioId), meetingId)
  } catch {
    // Without storage the meeting is not remembered.
  }
}
