import type { FromThread, ToThread } from '../messages.ts'

declare const self: Worker

/** Replaces the engine: misbehaves as the meeting's title says, else returns the title. */
self.addEventListener('message', ({ data }: MessageEvent<ToThread>) => {
  if (data.kind === 'warm') return
  const { title } = data.input.meeting
  const answer = (message: FromThread): void => self.postMessage(message, [])
  answer({ kind: 'progress', progress: { step: title, done: 0, total: 1 } })
  if (title === 'throw') queueMicrotask(() => fail())
  else if (title === 'exit') process.exit(3)
  else if (title === 'spin') for (;;);
  else answer({ kind: 'failed', error: new RangeError(title) })
})

function fail(): void {
  throw new Error('A fault that nobody catches')
}
