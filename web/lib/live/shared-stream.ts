import { followEvents, type Link } from './event-stream.ts'
import type { StreamEvent } from './sse-parser.ts'

export type Shared =
  | { kind: 'event'; event: StreamEvent }
  | { kind: 'link'; link: Link }
  | { kind: 'ended' }
  | { kind: 'hello' }

const lockName = 'aam.live'

/**
 * One stream for all tabs of a host: browsers allow six connections. Whoever holds the lock reads
 * and passes on; when that tab goes, the next one takes over.
 */
export function shareStream(onShared: (shared: Shared) => void): () => void {
  const ending = new AbortController()
  const channel = 'BroadcastChannel' in window ? new BroadcastChannel(lockName) : undefined
  const post = channel?.postMessage.bind(channel)
  let lastLink: Link = 'open'
  let leads = false

  const tell = (shared: Shared): void => {
    post?.(shared)
    onShared(shared)
  }
  channel?.addEventListener('message', ({ data }: MessageEvent<Shared>) => {
    if (data.kind !== 'hello') onShared(data)
    else if (leads) post?.({ kind: 'link', link: lastLink } satisfies Shared)
  })

  const lead = (): Promise<void> => {
    leads = true
    return followEvents(
      {
        onEnded: () => tell({ kind: 'ended' }),
        onEvent: (event) => tell({ kind: 'event', event }),
        onLink: (link) => {
          lastLink = link
          tell({ kind: 'link', link })
        },
      },
      ending.signal,
    )
  }

  post?.({ kind: 'hello' } satisfies Shared)
  if (channel && 'locks' in navigator) {
    navigator.locks.request(lockName, { signal: ending.signal }, lead).catch(() => {})
  } else void lead()

  return () => {
    ending.abort()
    channel?.close()
  }
}
