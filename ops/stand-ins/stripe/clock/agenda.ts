interface Task {
  at: number
  order: number
  run: () => void
}

/** A clock with its scheduled tasks. While a task runs, the time is that of the task. */
export class Agenda {
  private tasks: Task[] = []
  private order = 0
  private pinned: number | null = null

  constructor(private readonly read: () => number) {}

  now(): number {
    return this.pinned ?? this.read()
  }

  at(time: number, run: () => void): void {
    const task = { at: time, order: (this.order += 1), run }
    let low = 0
    let high = this.tasks.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.tasks[middle]?.at ?? 0) <= time) low = middle + 1
      else high = middle
    }
    this.tasks.splice(low, 0, task)
  }

  /** Runs everything that is due by then in order, including what becomes due meanwhile. */
  runUntil(time: number): void {
    if (this.pinned !== null) return
    try {
      for (let next = this.tasks[0]; next && next.at <= time; next = this.tasks[0]) {
        this.tasks.shift()
        this.pinned = next.at
        next.run()
      }
    } finally {
      this.pinned = null
    }
  }
}
