import { createSignal } from 'solid-js'
import type { ProviderView } from '../../../../server/modules/providers/contract.ts'
import type { ProviderBody } from '../../../api/providers.ts'

const minContext = 4_000
const maxContext = 10_000_000

/** The form fields of one provider. */
export function createFields({ kind, own }: ProviderView) {
  const [baseUrl, setBaseUrl] = createSignal(own?.baseUrl ?? '')
  const [model, setModel] = createSignal(own?.model ?? '')
  const [context, setContext] = createSignal(own?.contextTokens?.toString() ?? '')
  const [key, setKey] = createSignal('')
  const [noKey, setNoKey] = createSignal(own !== null && !own.hasKey)
  const contextTokens = (): number | null => (context().trim() ? Number(context()) : null)
  const keyless = (): boolean => kind === 'model' && baseUrl().trim() !== '' && noKey()

  return {
    baseUrl,
    setBaseUrl,
    model,
    setModel,
    context,
    setContext,
    key,
    setKey,
    noKey,
    setNoKey,
    keyless,
    /** No key is saved, and the provider requires one. */
    needsKey: (): boolean => !keyless() && !key().trim() && !own?.hasKey,
    needsModel: (): boolean => kind === 'model' && !model().trim(),
    hasBadContext: (): boolean => {
      const tokens = contextTokens()
      return (
        tokens !== null &&
        !(Number.isInteger(tokens) && tokens >= minContext && tokens <= maxContext)
      )
    },
    /** The form equals what is saved. */
    isSaved: (): boolean =>
      own !== null &&
      key() === '' &&
      baseUrl().trim() === (own.baseUrl ?? '') &&
      model().trim() === (own.model ?? '') &&
      contextTokens() === own.contextTokens &&
      (kind === 'speech' || keyless() === !own.hasKey),
    body: (): ProviderBody => ({
      baseUrl: baseUrl().trim() || null,
      ...(kind === 'model' ? { model: model().trim(), contextTokens: contextTokens() } : {}),
      ...(keyless() ? { key: null } : key().trim() ? { key: key().trim() } : {}),
    }),
  }
}

export type Fields = ReturnType<typeof createFields>
