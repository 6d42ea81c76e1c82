import { describe, expect, test } from 'bun:test'
import { createSseParser, type StreamEvent } from './sse-parser.ts'

function parse(chunks: string[]): StreamEvent[] {
  const events: StreamEvent[] = []
  const feed = createSseParser((event) => events.push(event))
  for (const chunk of chunks) feed(chunk)
  return events
}

const stream =
  'id: 7-0\r\nevent: meeting.changed\r\ndata: {"a":1,\r\ndata: "b":2}\r\n\r\n: beat\n\n'

describe('the event stream parser', () => {
  test('reads name, id and data of several lines and ignores heartbeats', () => {
    expect(parse([stream])).toEqual([
      { id: '7-0', name: 'meeting.changed', data: '{"a":1,\n"b":2}' },
    ])
  })

  test('returns the same events however the bytes are split', () => {
    const whole = parse([stream])
    for (let cut = 1; cut < stream.length; cut += 1) {
      expect(parse([stream.slice(0, cut), stream.slice(cut)])).toEqual(whole)
    }
    expect(parse([...stream])).toEqual(whole)
  })

  test('keeps the last id but not the name', () => {
    expect(parse(['id: 1\nevent: reset\ndata: {}\n\ndata: x\n\n'])).toEqual([
      { id: '1', name: 'reset', data: '{}' },
      { id: '1', name: 'message', data: 'x' },
    ])
  })

  test('rejects a line that never ends', () => {
    const feed = createSseParser(() => {})
    expect(() => {
      for (let count = 0; count < 20; count += 1) feed('x'.repeat(100_000))
    }).toThrow('too long')
  })
})
