import type { Params } from '../wire/params.ts'

/** What a session starts when it is paid; kept beside it, since the answer does not show it. */
export interface Purchase {
  items: Params[]
  data: Params
}
