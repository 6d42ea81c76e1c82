import type { TenantChanges } from '../tenant-changes.ts'
import { openAnnouncements } from './announcements.ts'
import type { RedisConnections } from './open-redis.ts'

const channel = 'aam:tenants'
/** Longer than any transaction that changes an organisation may take. */
const forgottenSeconds = 10

/** Announces changes of organisations over Redis. Opens one more connection, which is closed with the others. */
export function openTenantChanges(redis: RedisConnections): TenantChanges {
  const followers: ((tenantId: string | null) => void)[] = []
  const tell = (tenantId: string | null): void => {
    for (const forget of followers) forget(tenantId)
  }
  const announcements = openAnnouncements(redis, channel, {
    forget: tell,
    forgetAll: () => tell(null),
  })
  return {
    async announce(tenantId) {
      await announcements.announce([tenantId], forgottenSeconds).catch(() => undefined)
    },
    mayKeep: announcements.mayKeep,
    follow: (forget) => void followers.push(forget),
  }
}
