import { readMe } from '../api/me.ts'
import { apiPrefix } from './api.ts'

/** Saves what the address answers. The session is renewed first: a link cannot do that itself. */
export async function download(path: string): Promise<void> {
  await readMe()
  const link = document.createElement('a')
  link.href = apiPrefix + path
  link.download = ''
  link.click()
}
