import { isUnderWay, uploads } from './uploads.ts'

let isFollowed = false

/** The browser asks before it closes a page whose upload would stop. */
export function followLeaving(): void {
  if (isFollowed) return
  isFollowed = true
  window.addEventListener('beforeunload', (event) => {
    if (uploads.some(isUnderWay)) event.preventDefault()
  })
}
