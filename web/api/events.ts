import { apiPrefix } from '../lib/api.ts'

/** Opens the stream of live events after the last one that was seen; empty: from now on. */
export const openEvents = (lastEventId: string, signal: AbortSignal): Promise<Response> =>
  fetch(`${apiPrefix}/events`, {
    headers: {
      Accept: 'text/event-stream',
      ...(lastEventId ? { 'Last-Event-ID': lastEventId } : {}),
    },
    credentials: 'same-origin',
    signal,
  })
