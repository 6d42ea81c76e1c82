import type { SessionPlugin } from '../../http/session/session.ts'
import type { Services } from '../../platform/services.ts'
import type { KeySealer, Offered, ProviderProbe, TryCounter } from './ports.ts'

export interface ProviderDeps extends Services {
  sealer: KeySealer
  probe: ProviderProbe
  offered: Offered
  attempts: TryCounter
}

export type ProviderRouteDeps = ProviderDeps & { session: SessionPlugin }
