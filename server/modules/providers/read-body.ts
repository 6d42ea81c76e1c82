import { AppError } from '../../platform/errors.ts'
import type { ProviderBody, ProviderKind } from './contract.ts'
import type { ProviderDeps } from './deps.ts'
import type { OwnSettings } from './ports.ts'
import type { OwnProviderRow } from './repo.ts'
import { openKey } from './seal-key.ts'

/** What was sent, and the kept key where none was sent and it may be used. */
export interface ReadSettings extends OwnSettings {
  /** A key was sent; otherwise the sealed one stays. */
  isNewKey: boolean
}

type Saved = Pick<OwnProviderRow, 'kind' | 'base_url' | 'sealed'>

/**
 * Checks what somebody entered. A kept key goes on only to the address that it was entered for: who may set an address
 * must not learn a key by it. Throws `invalid_request` with a fault at its field.
 */
export async function readBody(
  deps: ProviderDeps,
  tenantId: string,
  kind: ProviderKind,
  body: ProviderBody,
  saved: Saved | undefined,
): Promise<ReadSettings> {
  const baseUrl = body.baseUrl?.trim().replace(/\/+$/, '') || null
  const refusal = baseUrl === null ? null : await deps.probe.refusalOf(baseUrl)
  if (refusal) throw fault('/baseUrl', refusal)
  const model = body.model?.trim() || null
  if (kind === 'model' && model === null) throw fault('/model', needed.model)
  const typed = body.key === null ? null : body.key?.trim()
  if (typed === '') throw fault('/key', needed.key)
  if (typed && !/^[\x21-\x7E]+$/.test(typed)) throw fault('/key', needed.plainKey)
  const settings = { kind, baseUrl, model, contextTokens: body.contextTokens ?? null }
  if (typed !== undefined) {
    if (typed === null && (kind === 'speech' || baseUrl === null)) throw fault('/key', needed.key)
    return { ...settings, key: typed, isNewKey: true }
  }
  if (!saved) throw fault('/key', needed.key)
  if (saved.base_url !== baseUrl) throw fault('/key', needed.again)
  return { ...settings, key: await openSaved(deps, tenantId, saved), isNewKey: false }
}

/** Throws `wrong_state` where what is kept cannot be opened any more. */
export async function openSaved(
  deps: ProviderDeps,
  tenantId: string,
  saved: Pick<Saved, 'kind' | 'sealed'>,
): Promise<string | null> {
  try {
    return await openKey(deps.sealer, tenantId, saved)
  } catch (error) {
    deps.log.error({ err: error, tenantId }, 'a kept provider key cannot be opened')
    throw new AppError(
      'wrong_state',
      'The kept key cannot be opened any more. Enter it again.',
      [],
      {},
      'Сохранённый ключ больше не открывается. Введите его ещё раз.',
    )
  }
}

interface Words {
  en: string
  ru: string
  reason?: string
}

const needed = {
  key: { en: 'Enter the key.', ru: 'Введите ключ.', reason: 'provider_key' },
  again: {
    en: 'Enter the key again: the kept one is for another address.',
    ru: 'Введите ключ ещё раз: сохранённый относится к другому адресу.',
    reason: 'provider_key_again',
  },
  plainKey: {
    en: 'A key is one word of plain letters, digits and signs. Copy it again.',
    ru: 'Ключ — одно слово из латинских букв, цифр и знаков. Скопируйте его ещё раз.',
    reason: 'provider_key_plain',
  },
  model: { en: 'Name the model.', ru: 'Укажите модель.', reason: 'provider_model' },
} satisfies Record<string, Words>

const fault = (pointer: string, { en, ru, reason }: Words): AppError =>
  new AppError(
    'invalid_request',
    en,
    [{ pointer, detail: en, inRussian: ru, ...(reason ? { reason } : {}) }],
    {},
    ru,
  )
