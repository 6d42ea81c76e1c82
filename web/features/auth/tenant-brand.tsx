import type { JSX } from 'solid-js'
import { tenantHere, me } from '../../lib/session.ts'
import { Brand } from '../../ui/display/brand.tsx'

/** The organisation that the address belongs to, as far as it is known. */
export const TenantBrand = (): JSX.Element => (
  <Brand
    name={tenantHere()?.name ?? me()?.tenant.name ?? 'AAM'}
    logo={tenantHere()?.logo ?? me()?.tenant.logo}
  />
)
