import type { TenantSummary } from '../../../db/lookup.ts'
import { logoPath } from '../../platform/logo-path.ts'
import type { MeView, TenantHere, UserView } from './contract.ts'
import type { UserRow } from './repo.ts'

export const toUserView = (user: UserRow): UserView => ({
  id: user.id,
  email: user.email,
  name: user.name,
  role: user.role,
  locale: user.locale,
  timeZone: user.timeZone,
})

export const toTenantHere = (tenant: TenantSummary): TenantHere => ({
  slug: tenant.slug,
  name: tenant.name,
  logo: logoPath(tenant.logoHash),
  joinsByDomain: tenant.joinsByDomain,
})

export const toOwnTenant = (tenant: TenantSummary): MeView['tenant'] => ({
  id: tenant.id,
  slug: tenant.slug,
  name: tenant.name,
  locale: tenant.locale,
  timeZone: tenant.timeZone,
  logo: logoPath(tenant.logoHash),
  defaultScenario: tenant.defaultScenario,
})
