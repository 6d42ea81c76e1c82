import { eachLocale, type Locale } from '../../vocabulary.ts'
import type { ProblemCode } from './messages/en.ts'
import { formatProblem } from './messages/format-problem.ts'
import type { ProblemParams } from './messages/problem-text.ts'
import type { PackProblem } from './pack-problem.ts'

/** Makes a problem with its messages; `translated` holds parameters that differ from language to language. */
export function packProblem(
  pointer: string,
  code: ProblemCode,
  params: ProblemParams = {},
  translated: Partial<Record<Locale, ProblemParams>> = {},
): PackProblem {
  const texts = eachLocale((locale) =>
    formatProblem(locale, code, { ...params, ...translated[locale] }),
  )
  return {
    code,
    params,
    pointer,
    reason: eachLocale((locale) => texts[locale].reason),
    remedy: eachLocale((locale) => texts[locale].remedy),
  }
}

/** Thrown by `loadPack` with every fault it found, at most a hundred. */
export class PackError extends Error {
  readonly problems: PackProblem[]

  constructor(problems: PackProblem[]) {
    const first = problems[0]
    super(
      first
        ? `The pack has ${problems.length} problem(s); the first: ${first.pointer}: ${first.reason.en}`
        : 'The pack is not valid.',
    )
    this.name = 'PackError'
    this.problems = problems
  }
}

const MAX_PROBLEMS = 100

/** Collects faults, at most a hundred: nobody reads more. */
export class Problems {
  readonly list: PackProblem[] = []

  private readonly known = new Set<string>()

  /** A definition that is used twice is checked twice but reported once. */
  add(pointer: string, code: ProblemCode, params: ProblemParams = {}): void {
    const key = `${pointer}\n${code}\n${JSON.stringify(params)}`
    if (this.full || this.known.has(key)) return
    this.known.add(key)
    this.list.push(packProblem(pointer, code, params))
  }

  /** Removes and returns the problems with one of these codes, so that they do not fail the pack. */
  takeOut(codes: ReadonlySet<ProblemCode>): PackProblem[] {
    const isTaken = ({ code }: PackProblem): boolean => codes.has(code)
    const taken = this.list.filter(isTaken)
    this.list.splice(0, this.list.length, ...this.list.filter((problem) => !isTaken(problem)))
    return taken
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
