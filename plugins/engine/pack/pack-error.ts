import type { Locale } from '../types.ts'
import type { ProblemCode } from './words/en.ts'
import { inWords, type ProblemParams } from './words/in-words.ts'
import { eachLocale } from '../../vocabulary.ts'

/**
 * One fault of a pack. `pointer` is `<file>#<JSON Pointer>` (for a prompt: the line); `reason` says what is wrong and
 * `remedy` what the author can do, in every language of the product. `code` and `params` are stable.
 */
export interface PackProblem {
  code: ProblemCode
  params: ProblemParams
  pointer: string
  reason: Record<Locale, string>
  remedy: Record<Locale, string>
}

/** Makes a problem with its words; `said` has what a parameter is called in one language, where that is a word. */
export function packProblem(
  pointer: string,
  code: ProblemCode,
  params: ProblemParams = {},
  said: Partial<Record<Locale, ProblemParams>> = {},
): PackProblem {
  const words = eachLocale((locale) => inWords(locale, code, { ...params, ...said[locale] }))
  return {
    code,
    params,
    pointer,
    reason: eachLocale((locale) => words[locale].reason),
    remedy: eachLocale((locale) => words[locale].remedy),
  }
}

/** Thrown by `loadPack` with every fault that was found (at most a hundred). */
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

/** Collects faults; past a hundred the rest is left out, since nobody reads on. */
export class Problems {
  readonly list: PackProblem[] = []

  private readonly known = new Set<string>()

  /** A definition that is used twice is judged twice, but told once. */
  add(pointer: string, code: ProblemCode, params: ProblemParams = {}): void {
    const key = `${pointer}\n${code}\n${JSON.stringify(params)}`
    if (this.full || this.known.has(key)) return
    this.known.add(key)
    this.list.push(packProblem(pointer, code, params))
  }

  /** Takes those with one of these codes out, so that they stop nothing. */
  takeOut(codes: ReadonlySet<ProblemCode>): PackProblem[] {
    const isOut = ({ code }: PackProblem): boolean => codes.has(code)
    const out = this.list.filter(isOut)
    this.list.splice(0, this.list.length, ...this.list.filter((problem) => !isOut(problem)))
    return out
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
