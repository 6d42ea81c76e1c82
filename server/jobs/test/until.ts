const giveUpMs = 25_000
const lookEveryMs = 20

/** Waits until the condition holds, looking again and again; fails with what was waited for. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const startedMs = performance.now()
  while (!(await condition())) {
    if (performance.now() - startedMs > giveUpMs) throw new Error(`Waited in vain until ${what}`)
    await Bun.sleep(lookEveryMs)
  }
}
