import type { Resource } from 'solid-js'

/** What a resource holds, without making the page around it wait: nothing yet, or nothing because it failed. */
export const settled = <T>(resource: Resource<T>): T | undefined =>
  resource.state === 'ready' || resource.state === 'refreshing' ? resource.latest : undefined
