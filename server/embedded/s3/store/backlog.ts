/**
 * Work that an answer need not wait for, done in order for each upload. Bounded: adding to a full backlog waits until
 * its oldest work is done, so that senders cannot run far ahead of the disk.
 */
export class Backlog {
  readonly #waiting = new Map<string, Promise<void>[]>()

  constructor(readonly limit: number) {}

  /** Resolves when the work is queued. The work must not reject: it handles its own failures. */
  async add(uploadId: string, work: () => Promise<void>): Promise<void> {
    for (;;) {
      const line = this.#waiting.get(uploadId) ?? []
      if (line.length < this.limit) {
        this.#append(uploadId, line, work)
        return
      }
      await line[0]
    }
  }

  /** Resolves when all work that is queued now is done; later work is not waited for. */
  async settled(uploadId: string): Promise<void> {
    await this.#waiting.get(uploadId)?.at(-1)
  }

  async allSettled(): Promise<void> {
    await Promise.all([...this.#waiting.keys()].map((uploadId) => this.settled(uploadId)))
  }

  #append(uploadId: string, line: Promise<void>[], work: () => Promise<void>): void {
    const before = line.at(-1)
    const inTurn = async () => {
      await before
      try {
        await work()
      } finally {
        line.shift()
        if (line.length === 0) this.#waiting.delete(uploadId)
      }
    }
    line.push(inTurn())
    this.#waiting.set(uploadId, line)
  }
}
