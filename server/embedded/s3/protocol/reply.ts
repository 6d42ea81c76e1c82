/** A body to send; `release` is called once it is sent or no longer wanted. */
export interface Body {
  chunks: AsyncIterable<Uint8Array>
  release(): void
}

export interface Reply {
  status: number
  headers: Record<string, string>
  body: Body | string | null
}
