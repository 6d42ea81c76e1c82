export interface Memory {
  beforeMb: number
  highestMb: number
  afterMb: number
}

/** Resident memory of processes, by name, while `work` runs. */
export async function watchMemory<Name extends string>(
  pids: Record<Name, number>,
  work: () => Promise<unknown>,
): Promise<Record<Name, Memory>> {
  const names = Object.keys(pids) as Name[]
  const read = async () =>
    new Map(
      await Promise.all(names.map(async (name) => [name, await residentMb(pids[name])] as const)),
    )
  const before = await read()
  const highest = new Map(before)
  const stop = new AbortController()
  const watch = async () => {
    while (!stop.signal.aborted) {
      for (const [name, now] of await read())
        highest.set(name, Math.max(highest.get(name) ?? 0, now))
      await Bun.sleep(50)
    }
  }
  const watching = watch()
  try {
    await work()
  } finally {
    stop.abort()
    await watching
  }
  const after = await read()
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        beforeMb: before.get(name) ?? 0,
        highestMb: highest.get(name) ?? 0,
        afterMb: after.get(name) ?? 0,
      },
    ]),
  ) as Record<Name, Memory>
}

async function residentMb(pid: number): Promise<number> {
  const status = await Bun.file(`/proc/${pid}/status`).text()
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}
