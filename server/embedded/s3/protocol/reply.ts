/** Bytes to send; `release` is called once they are sent or nobody wants them any more. */
export interface Body {
  chunks: AsyncIterable<Uint8Array>
  release(): void
}

export interface Reply {
  status: number
  headers: Record<string, string>
  body: Body | string | null
}
