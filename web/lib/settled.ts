import type { Resource } from 'solid-js'

/** A resource's value without suspending the page; undefined while it loads or where it failed. */
export const settled = <T>(resource: Resource<T>): T | undefined =>
  resource.state === 'ready' || resource.state === 'refreshing' ? resource.latest : undefined
