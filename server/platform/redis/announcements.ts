import { dropOldest } from '../drop-oldest.ts'
import type { RedisConnections } from './open-redis.ts'

const keptAtMost = 20_000

/** Tells every process of an installation what it must not remember as it was. */
export interface Announcements {
  /** Resolves once Redis has passed it on; rejects where Redis is away. */
  announce(places: string[], seconds: number): Promise<void>
  /** Whether what was read of a place may be remembered here: not while its announcement holds, or none can be heard. */
  mayKeep(place: string): boolean
  /** Whether announcements are being heard. */
  isHearing(): boolean
}

/**
 * Announces on a channel, and follows it by a connection of its own. An announcement holds for the seconds that it names:
 * it may be heard before the answer to a question that was asked earlier. `forget` is called for each, and `forgetAll`
 * wherever one may have been missed.
 */
export function openAnnouncements(
  redis: RedisConnections,
  channel: string,
  { forget, forgetAll }: { forget(place: string): void; forgetAll(): void },
): Announcements {
  const { commands } = redis
  const barred = new Map<string, number>()
  const bar = (place: string, seconds: number): void => {
    forget(place)
    dropOldest(barred, keptAtMost)
    barred.set(place, Date.now() + seconds * 1_000)
  }
  const isHearing = listen(
    redis,
    channel,
    (message) => {
      const at = message.indexOf(' ')
      bar(message.slice(at + 1), Number(message.slice(0, at)))
    },
    forgetAll,
  )
  return {
    async announce(places, seconds) {
      for (const place of places) bar(place, seconds)
      await Promise.all(places.map((place) => commands.publish(channel, `${seconds} ${place}`)))
    },
    mayKeep: (place) => isHearing() && (barred.get(place) ?? 0) < Date.now(),
    isHearing,
  }
}

/** Returns whether the channel is being heard. */
function listen(
  redis: RedisConnections,
  channel: string,
  onMessage: (message: string) => void,
  forgetAll: () => void,
): () => boolean {
  const subscriber = redis.open(channel.slice(channel.indexOf(':') + 1))
  let subscribed = false
  const subscribe = async (): Promise<void> => {
    // Announcements may have been missed while the connection was away.
    forgetAll()
    await subscriber.subscribe(channel)
    subscribed = true
  }
  const retry = () => void subscribe().catch(() => undefined)
  subscriber.on('message', (_channel: string, message: string) => onMessage(message))
  subscriber.on('ready', retry)
  subscriber.on('close', () => {
    subscribed = false
    forgetAll()
  })
  if (subscriber.status === 'ready') retry()
  return () => subscribed
}
