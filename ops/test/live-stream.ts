export interface ServerEvent {
  id: string
  event: string
  data: Record<string, unknown>
}

export interface LiveStream {
  next(): Promise<ServerEvent>
  /** Reads on until an event `fits`, and gives all up to it. */
  until(fits: (event: ServerEvent) => boolean): Promise<ServerEvent[]>
  cancel(): Promise<void>
}

/** A reader of a live stream (WHATWG Server-sent events, as far as ours use it). It rejects once the stream has ended. */
export function readLive({ body }: Response): LiveStream {
  if (!body) throw new Error('no stream')
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  const waiting: ServerEvent[] = []
  let rest = ''

  async function next(): Promise<ServerEvent> {
    for (;;) {
      const ready = waiting.shift()
      if (ready) return ready
      const { done, value = '' } = await reader.read()
      if (done) throw new Error('the stream ended')
      const blocks = (rest + value).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = parse(block)
        if (event) waiting.push(event)
      }
    }
  }

  return {
    next,
    cancel: () => reader.cancel().catch(() => undefined),
    async until(fits) {
      const seen: ServerEvent[] = []
      for (;;) {
        const event = await next()
        seen.push(event)
        if (fits(event)) return seen
      }
    },
  }
}

function parse(block: string): ServerEvent | null {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(':')
      return [line.slice(0, at), line.slice(at + 1).trim()] as const
    }),
  )
  if (!fields.has('event')) return null
  return {
    id: fields.get('id') ?? '',
    event: fields.get('event') ?? '',
    data: JSON.parse(fields.get('data') ?? '{}') as Record<string, unknown>,
  }
}

export interface FollowedEvents {
  seen: ServerEvent[]
  stop(): void
}

/** Follows a stream as a browser does: after it has broken, from where it stood. */
export function followLive(
  open: (headers: Record<string, string>) => Promise<Response>,
): FollowedEvents {
  const seen: ServerEvent[] = []
  const stopping = new AbortController()
  let stream: LiveStream | undefined
  const follow = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const lastId = seen.at(-1)?.id
        const response = await open(lastId ? { 'last-event-id': lastId } : {})
        if (!response.ok) throw new Error(`${response.status}`)
        stream = readLive(response)
        for (;;) seen.push(await stream.next())
      } catch {
        await Bun.sleep(100)
      }
    }
  }
  void follow()
  return {
    seen,
    stop: () => {
      stopping.abort()
      void stream?.cancel()
    },
  }
}
