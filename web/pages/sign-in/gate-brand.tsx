import type { JSX } from 'solid-js'
import { here, me } from '../../lib/session.ts'
import { Brand } from '../../ui/display/brand.tsx'

/** Whose gate this is: the organisation of the address, as far as it is known. */
export const GateBrand = (): JSX.Element => (
  <Brand
    name={here()?.name ?? me()?.tenant.name ?? 'AAM'}
    logo={here()?.logo ?? me()?.tenant.logo}
  />
)
