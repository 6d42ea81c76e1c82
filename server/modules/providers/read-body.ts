import { AppError } from '../../platform/errors.ts'
import type { ProviderBody, ProviderKind } from './contract.ts'
import type { ProviderDeps } from './deps.ts'
import type { OwnSettings } from './ports.ts'
import type { OwnProviderRow } from './repo.ts'
import { openKey } from './seal-key.ts'

/** The entered settings, with the stored key if none was sent and it may be used. */
export interface ReadSettings extends OwnSettings {
  /** True if a key was sent; otherwise the stored one is kept. */
  isNewKey: boolean
}

type Saved = Pick<OwnProviderRow, 'kind' | 'baseUrl' | 'sealed'>

/**
 * Validates entered settings. A stored key is used only with the address it was entered for: otherwise whoever may set
 * an address could send the key there and learn it. Throws `invalid_request` with a pointer to the field.
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
  if (saved.baseUrl !== baseUrl) throw fault('/key', needed.again)
  return { ...settings, key: await openSaved(deps, tenantId, saved), isNewKey: false }
}

/** Throws `wrong_state` if the stored key cannot be decrypted. */
export async function openSaved(
  deps: ProviderDeps,
  tenantId: string,
  saved: Pick<Saved, 'kind' | 'sealed'>,
): Promise<string | null> {
  try {
    return await openKey(deps.sealer, tenantId, saved)
  } catch (error) {
    deps.log.error({ err: error, tenantId }, 'A stored provider key could not be decrypted')
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
    en: 'Enter the key again: the stored one is for another address.',
    ru: 'Введите ключ ещё раз: сохранённый относится к другому адресу.',
    reason: 'provider_key_again',
  },
  plainKey: {
    en: 'A key is one word of plain letters, digits and symbols. Copy it again.',
    ru: 'Ключ — одно слово из латинских букв, цифр и знаков. Скопируйте его ещё раз.',
    reason: 'provider_key_plain',
  },
  model: { en: 'Enter the name of the model.', ru: 'Укажите модель.', reason: 'provider_model' },
} satisfies Record<string, Words>

const fault = (pointer: string, { en, ru, reason }: Words): AppError =>
  new AppError(
    'invalid_request',
    en,
    [{ pointer, detail: en, inRussian: ru, ...(reason ? { reason } : {}) }],
    {},
    ru,
  )
