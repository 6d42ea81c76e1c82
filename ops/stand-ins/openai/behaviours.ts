/** How the stand-in responds to a request. */
export type Behaviour =
  | 'answer'
  | 'bad_request'
  | 'filtered_prompt'
  | 'invalid_prompt'
  | 'unauthorized'
  | 'forbidden'
  | 'unknown_model'
  | 'no_quota'
  | 'rate_limited'
  | { rateLimited: { retryAfterSeconds: number } }
  | 'server_error'
  | 'overloaded'
  | { overloaded: { retryAfterSeconds: number } }
  | 'context_exceeded'
  | 'hang'
  | 'hang_midway'
  | 'cut'
  | 'web_page'
  | 'broken_chunk'
  | 'refusal'
  | 'length'
  | 'length_at_once'
  | 'not_json'
  | { slow: { pauseMs: number } }
  | { reply: Reply }
  | { midway: object }
  | { events: object[]; thenHangs?: boolean }
  | 'whole'
  | 'no_finish'
  | 'parts'
  | 'empty'

/** What a server sends instead of an answer: JSON, a page, plain text or nothing. */
export interface Reply {
  status: number
  body: unknown
  headers?: Record<string, string>
}
