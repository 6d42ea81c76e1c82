export type ImportErrorCode =
  | 'transcript_unrecognised'
  | 'transcript_empty'
  | 'transcript_too_large'
  | 'transcript_malformed'

/** What exactly is wrong with the file; the key of the translated message. */
export type ImportReason =
  | 'empty_file'
  | 'blank_file'
  | 'no_words'
  | 'no_cues'
  | 'file_too_large'
  | 'too_many_lines'
  | 'too_many_cues'
  | 'too_many_segments'
  | 'too_much_text'
  | 'too_slow'
  | 'too_much_memory'
  | 'recording'
  | 'pdf'
  | 'office_document'
  | 'spreadsheet'
  | 'open_document'
  | 'docx_damaged'
  | 'docx_doctype'
  | 'docx_too_large'
  | 'docx_no_transcript'
  | 'picture'
  | 'archive'
  | 'web_page'
  | 'other_captions'
  | 'chat'
  | 'notes_only'
  | 'binary'
  | 'encoding_unknown'
  | 'json_invalid'
  | 'json_syntax'
  | 'json_too_deep'
  | 'json_unknown'
  | 'json_no_turns'
  | 'json_segment'
  | 'json_text'
  | 'json_speaker'
  | 'json_time'

/** The file cannot become a transcript. `detail` is written for the person who provided the file. */
export class ImportError extends Error {
  readonly code: ImportErrorCode
  readonly reason: ImportReason
  readonly detail: string
  /** JSON Pointer to the faulty value; null if the file is not JSON or is rejected as a whole. */
  readonly pointer: string | null
  /** What would have been accepted instead. */
  readonly expected: string[]

  constructor(
    code: ImportErrorCode,
    reason: ImportReason,
    detail: string,
    more: { pointer?: string; expected?: string[] } = {},
  ) {
    super(detail)
    this.name = 'ImportError'
    this.code = code
    this.reason = reason
    this.detail = detail
    this.pointer = more.pointer ?? null
    this.expected = more.expected ?? []
  }
}
