/** Shifts this process's `Date` while `work` runs. Timers are not affected. */
export async function withClock<T>(readMs: () => number, work: () => Promise<T>): Promise<T> {
  const machine = globalThis.Date
  globalThis.Date = new Proxy(machine, {
    construct: (target, given, asked) =>
      Reflect.construct(
        target,
        given.length === 0 ? [readMs()] : given,
        asked === globalThis.Date ? target : asked,
      ),
    apply: () => new machine(readMs()).toString(),
    get: (target, key) => (key === 'now' ? readMs : Reflect.get(target, key)),
  })
  try {
    return await work()
  } finally {
    globalThis.Date = machine
  }
}
