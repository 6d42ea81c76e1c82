import { type TestInstallation, testPasswordHash } from '../../../ops/test/installation.ts'
import type { Role } from '../../platform/context.ts'
import { type Client, clientOf } from './meetings.ts'

/** Adds a member with `testPassword` and signs them in. */
export async function addMember(
  installation: TestInstallation,
  slug: string,
  role: Role,
  name: string,
): Promise<Client & { userId: string; email: string }> {
  const userId = Bun.randomUUIDv7()
  const email = `${name.toLowerCase()}@${slug}.example`
  await installation.admin`
    insert into users (tenant_id, id, email, name, role, password_hash)
    select id, ${userId}, ${email}, ${name}, ${role}, ${testPasswordHash} from tenants where slug = ${slug}`
  const token = await installation.signIn(slug, email)
  return { ...clientOf(installation, slug, token), userId, email }
}
