/** One fault of a pack. `pointer` is `<file>#<JSON Pointer>`; `remedy` says what the author can do. */
export interface PackProblem {
  pointer: string
  reason: string
  remedy: string
}

/** Thrown by `loadPack` with every fault that was found (at most a hundred). */
export class PackError extends Error {
  readonly problems: PackProblem[]

  constructor(problems: PackProblem[]) {
    const first = problems[0]
    super(
      first
        ? `The pack has ${problems.length} problem(s); the first: ${first.pointer}: ${first.reason}`
        : 'The pack is not valid.',
    )
    this.name = 'PackError'
    this.problems = problems
  }
}

const MAX_PROBLEMS = 100

/** Collects faults; past a hundred the rest is left out, since nobody reads on. */
export class Problems {
  readonly list: PackProblem[] = []

  private readonly known = new Set<string>()

  /** A definition that is used twice is judged twice, but told once. */
  add(pointer: string, reason: string, remedy: string): void {
    const key = `${pointer}\n${reason}`
    if (this.full || this.known.has(key)) return
    this.known.add(key)
    this.list.push({ pointer, reason, remedy })
  }

  get full(): boolean {
    return this.list.length >= MAX_PROBLEMS
  }

  throwIfAny(): void {
    if (this.list.length > 0) throw new PackError(this.list)
  }
}

/** Escapes one reference token of a JSON Pointer (RFC 6901). */
export function pointerToken(key: string): string {
  return key.slice(0, 80).replaceAll('~', '~0').replaceAll('/', '~1')
}
