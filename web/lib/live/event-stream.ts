import { openEvents } from '../../api/events.ts'
import { readMe } from '../../api/me.ts'
import { createSseParser, type StreamEvent } from './sse-parser.ts'

export type Link = 'open' | 'lost'

interface StreamHandlers {
  onEvent: (event: StreamEvent) => void
  onLink: (link: Link) => void
  /** The server closed the stream, as it does when the reader's role or session changes. */
  onEnded: () => void
}

const firstDelayMs = 1_000
const longestDelayMs = 15_000
/** The server sends heartbeats more often than this, so a silent stream is dead. */
const silenceMs = 35_000

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      window.removeEventListener('online', done)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    window.addEventListener('online', done)
    signal.addEventListener('abort', done)
  })
}

async function readStream(
  response: Response,
  handlers: StreamHandlers,
  onBytes: () => void,
): Promise<void> {
  if (!response.body) return
  const feed = createSseParser(handlers.onEvent)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    onBytes()
    feed(value)
  }
}

async function openOnce(
  lastEventId: string,
  handlers: StreamHandlers,
  outer: AbortSignal,
): Promise<'ended' | 'unauthenticated'> {
  const silence = new AbortController()
  const giveUp = (): void => silence.abort()
  let timer = setTimeout(giveUp, silenceMs)
  const restartTimer = (): void => {
    clearTimeout(timer)
    timer = setTimeout(giveUp, silenceMs)
  }
  try {
    const response = await openEvents(lastEventId, AbortSignal.any([outer, silence.signal]))
    if (response.status === 401) return 'unauthenticated'
    if (!response.ok) throw new Error(`The live events answered ${response.status}`)
    handlers.onLink('open')
    await readStream(response, handlers, restartTimer)
    return 'ended'
  } finally {
    clearTimeout(timer)
  }
}

/** Follows the live events until the signal aborts; reconnects after the last event. */
export async function followEvents(handlers: StreamHandlers, signal: AbortSignal): Promise<void> {
  let lastEventId = ''
  let delayMs = firstDelayMs
  const own: StreamHandlers = {
    ...handlers,
    onEvent: (event) => {
      lastEventId = event.id || lastEventId
      handlers.onEvent(event)
    },
    onLink: (link) => {
      handlers.onLink(link)
      if (link === 'open') delayMs = firstDelayMs
    },
  }
  while (!signal.aborted) {
    try {
      // Any request renews an expired session or leads to the sign-in page.
      if ((await openOnce(lastEventId, own, signal)) === 'unauthenticated') await readMe()
      else own.onEnded()
    } catch {
      if (!signal.aborted) handlers.onLink('lost')
    }
    await pause(delayMs, signal)
    delayMs = Math.min(longestDelayMs, delayMs * 2)
  }
}
