import { randomBytes } from 'node:crypto'
import type { Database } from '../db/client.ts'
import { tenants, users } from '../db/schema/index.ts'
import { withTenant } from '../db/tenant.ts'
import { audit } from '../db/audit/audit.ts'
import { systemCtx } from '../server/platform/context.ts'
import { newId } from '../server/platform/ids.ts'
import { faultForOperator } from '../server/platform/slugs.ts'
import { startFree } from './plans/start-free.ts'
import type { Locale } from '../plugins/vocabulary.ts'

export interface NewTenant {
  /** Part of the host name: lower-case letters, digits and hyphens, 1 to 63 characters (RFC 1123). */
  slug: string
  name: string
  ownerEmail: string
  /** Generated when omitted. */
  ownerPassword?: string
  /** The password's argon2id hash, if it is already known. */
  ownerPasswordHash?: string
  ownerName?: string
  locale?: Locale
  /** Starts with the free plan, in an installation with card payments; otherwise self-hosted. */
  startsOnFreePlan?: boolean
}

export interface ProvisionedTenant {
  tenantId: string
  ownerId: string
  ownerPassword: string
}

/** An invalid request of the operator; the message says what is wrong and what is expected. */
export class TenantRefused extends Error {
  override readonly name = 'TenantRefused'
}

/** Creates a tenant with its owner in one transaction. Throws `TenantRefused` for a bad or taken slug. */
export async function provisionTenant(db: Database, input: NewTenant): Promise<ProvisionedTenant> {
  const slug = input.slug.trim().toLowerCase()
  const email = input.ownerEmail.trim().toLowerCase()
  validateInput(slug, input.name, email, input.ownerPassword)
  const tenantId = newId()
  const ownerId = newId()
  const ownerPassword = input.ownerPassword ?? generatePassword()
  const passwordHash =
    input.ownerPasswordHash ?? (await Bun.password.hash(ownerPassword, { algorithm: 'argon2id' }))
  const ctx = systemCtx(tenantId, 'provision', newId())
  try {
    await withTenant(db, ctx, async (tx) => {
      const locale = input.locale ?? 'en'
      await tx.orm.insert(tenants).values({ id: tenantId, slug, name: input.name.trim(), locale })
      await tx.orm.insert(users).values({
        tenantId,
        id: ownerId,
        email,
        name: input.ownerName ?? email.split('@')[0] ?? email,
        passwordHash,
        role: 'owner',
        locale,
      })
      if (input.startsOnFreePlan) await startFree(tx)
      await audit(tx, ctx, 'tenant.created', tenantId)
    })
  } catch (error) {
    const cause = (error as Error).cause as { code?: unknown } | undefined
    if (cause?.code !== '23505') throw error
    throw new TenantRefused(`The slug “${slug}” is taken. Choose another one.`, { cause: error })
  }
  return { tenantId, ownerId, ownerPassword }
}

function validateInput(slug: string, name: string, email: string, password?: string): void {
  const fault = faultForOperator(slug)
  if (fault === 'slug_reserved') {
    throw new TenantRefused(`“${slug}” belongs to AAM itself. Choose another slug.`)
  }
  if (fault) {
    throw new TenantRefused(
      `“${slug}” cannot be a slug: use 1 to 63 lower-case letters, digits and hyphens, a hyphen neither first nor last.`,
    )
  }
  if (name.trim() === '' || name.length > 200) {
    throw new TenantRefused('The name must have 1 to 200 characters.')
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254) {
    throw new TenantRefused(`“${email}” is no email address.`)
  }
  if (password !== undefined && (password.length < 10 || password.length > 200)) {
    throw new TenantRefused('The password must have 10 to 200 characters.')
  }
}

/** 72 random bits in three groups that are easy to read aloud and type. */
function generatePassword(): string {
  const text = randomBytes(9).toString('hex')
  return `${text.slice(0, 6)}-${text.slice(6, 12)}-${text.slice(12)}`
}
