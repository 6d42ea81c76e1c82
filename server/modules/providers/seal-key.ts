import type { ProviderKind } from './contract.ts'
import type { KeySealer } from './ports.ts'

export const keyContext = (kind: ProviderKind): string => `providers/${kind}`

export const sealKey = async (
  sealer: KeySealer,
  tenantId: string,
  kind: ProviderKind,
  key: string,
): Promise<string> => {
  const plain = new TextEncoder().encode(key)
  return Buffer.from(await sealer.seal(tenantId, keyContext(kind), plain)).toString('base64')
}

/** Throws what the sealer throws. */
export const openKey = async (
  sealer: KeySealer,
  tenantId: string,
  { kind, sealed }: { kind: ProviderKind; sealed: string | null },
): Promise<string | null> =>
  sealed === null
    ? null
    : new TextDecoder().decode(
        await sealer.open(tenantId, keyContext(kind), Buffer.from(sealed, 'base64')),
      )
