/** More is seen in the lips of who speaks. */
const maxApartSeconds = 0.2

/**
 * Plays sound beside a silent picture, in step with it: for pictures whose own sound browsers do not play, or not all of
 * it. Returns what ends it.
 */
export function accompany(picture: HTMLMediaElement, url: string): () => void {
  const sound = new Audio(url)
  sound.preload = 'auto'
  const wasMuted = picture.muted
  picture.muted = true
  const follow = (): void => {
    sound.playbackRate = picture.playbackRate
    if (Math.abs(sound.currentTime - picture.currentTime) > maxApartSeconds) {
      sound.currentTime = picture.currentTime
    }
  }
  const start = (): void => {
    follow()
    // Where the browser refuses, it refuses the picture as well, which says so.
    if (picture.currentTime < (sound.duration || Infinity)) void sound.play().catch(() => undefined)
  }
  const stop = (): void => sound.pause()
  const waitForSound = (): void => {
    if (!picture.paused && sound.paused) start()
  }
  const listeners: [string, () => void][] = [
    ['playing', start],
    ['pause', stop],
    ['waiting', stop],
    ['ended', stop],
    ['seeking', follow],
    ['seeked', follow],
    ['ratechange', follow],
    ['timeupdate', follow],
  ]
  for (const [name, listener] of listeners) picture.addEventListener(name, listener)
  sound.addEventListener('canplay', waitForSound)
  return () => {
    for (const [name, listener] of listeners) picture.removeEventListener(name, listener)
    sound.removeEventListener('canplay', waitForSound)
    sound.pause()
    sound.removeAttribute('src')
    picture.muted = wasMuted
  }
}
