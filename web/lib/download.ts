import { readMe } from '../api/me.ts'
import { apiPrefix } from './api.ts'

/** Downloads a path of the API. Renews the session first, because a link cannot. */
export async function download(path: string): Promise<void> {
  await readMe()
  const link = document.createElement('a')
  link.href = apiPrefix + path
  link.download = ''
  link.click()
}
