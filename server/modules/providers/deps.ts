import type { SessionPlugin } from '../../http/session/session.ts'
import type { Services } from '../../../db/services.ts'
import type { KeySealer, OperatorProviders, ProviderProbe, TestCounter } from './ports.ts'

export interface ProviderDeps extends Services {
  sealer: KeySealer
  probe: ProviderProbe
  offered: OperatorProviders
  attempts: TestCounter
}

export type ProviderRouteDeps = ProviderDeps & { session: SessionPlugin }
