/** Why a recording cannot be played, as far as the browser can tell. */
export type RecordingFault = 'expired' | 'gone' | 'offline' | 'unsupported' | 'failed'

/** The fault behind a refused request for the recording's address. */
export function faultOfProblem({ status, code }: { status: number; code: string }): RecordingFault {
  if (code === 'retention_over') return 'expired'
  if (status === 404) return 'gone'
  return code === 'offline' ? 'offline' : 'failed'
}

/** Asks the storage for one byte: a file that it has is one that this browser cannot play. */
export async function probeRecording(url: string | undefined): Promise<RecordingFault> {
  if (!url) return 'gone'
  try {
    const response = await fetch(url, { headers: { range: 'bytes=0-0' } })
    await response.body?.cancel()
    if (response.ok) return 'unsupported'
    return response.status === 403 || response.status === 404 ? 'gone' : 'failed'
  } catch {
    return navigator.onLine ? 'failed' : 'offline'
  }
}
