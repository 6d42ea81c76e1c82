export interface StreamEvent {
  id: string
  name: string
  data: string
}

/** The server sends no line as long as this; the parser stops rather than fill the memory. */
const longestBufferChars = 1_000_000

/** Reads `text/event-stream` (WHATWG HTML, 9.2.6) as it arrives, whatever the chunks. */
export function createSseParser(onEvent: (event: StreamEvent) => void): (chunk: string) => void {
  let buffer = ''
  let id = ''
  let name = ''
  let data: string[] = []

  const takeField = (line: string): void => {
    const colon = line.indexOf(':')
    if (colon === 0) return
    const field = colon < 0 ? line : line.slice(0, colon)
    const raw = colon < 0 ? '' : line.slice(colon + 1)
    const value = raw.startsWith(' ') ? raw.slice(1) : raw
    if (field === 'event') name = value
    else if (field === 'data') data.push(value)
    else if (field === 'id' && !value.includes('\0')) id = value
  }

  const dispatch = (): void => {
    if (data.length > 0) onEvent({ id, name: name || 'message', data: data.join('\n') })
    name = ''
    data = []
  }

  return (chunk) => {
    buffer += chunk
    if (buffer.length > longestBufferChars) throw new Error('A live event is too long to be ours')
    // A CR at the end may be half of a CRLF: it waits for the next chunk.
    const lines = buffer.split(/\r\n|\n|\r(?!$)/)
    buffer = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') dispatch()
      else takeField(line)
    }
  }
}
