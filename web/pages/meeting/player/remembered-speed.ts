const storageKey = 'aam.speed'

export const speeds = [0.75, 1, 1.25, 1.5, 1.75, 2] as const

/** How fast this person listened last. */
export function rememberedSpeed(): number {
  try {
    const kept = Number(localStorage.getItem(storageKey))
    return speeds.find((speed) => speed === kept) ?? 1
  } catch {
    return 1
  }
}

export function rememberSpeed(speed: number): void {
  try {
    localStorage.setItem(storageKey, String(speed))
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}
