import type { Params } from '../wire/params.ts'

/** What a session starts when it is paid; stored separately, because the response does not show it. */
export interface Purchase {
  items: Params[]
  data: Params
}
