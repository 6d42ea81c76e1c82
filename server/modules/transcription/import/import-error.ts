export type ImportErrorCode =
  | 'transcript_unrecognised'
  | 'transcript_empty'
  | 'transcript_too_large'
  | 'transcript_malformed'

/** A file that cannot become a transcript. `detail` is written for the person who brought the file. */
export class ImportError extends Error {
  readonly code: ImportErrorCode
  readonly detail: string
  /** JSON Pointer to the faulty value; null where the file is not JSON or is refused as a whole. */
  readonly pointer: string | null
  /** What would have been accepted in its place. */
  readonly expected: string[]

  constructor(
    code: ImportErrorCode,
    detail: string,
    more: { pointer?: string; expected?: string[] } = {},
  ) {
    super(detail)
    this.name = 'ImportError'
    this.code = code
    this.detail = detail
    this.pointer = more.pointer ?? null
    this.expected = more.expected ?? []
  }
}
