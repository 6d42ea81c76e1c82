import type { JSX } from 'solid-js'
import { tenantHere, me } from '../../lib/session.ts'
import { Brand } from '../../ui/display/brand.tsx'

/** Whose gate this is: the organisation of the address, as far as it is known. */
export const GateBrand = (): JSX.Element => (
  <Brand
    name={tenantHere()?.name ?? me()?.tenant.name ?? 'AAM'}
    logo={tenantHere()?.logo ?? me()?.tenant.logo}
  />
)
