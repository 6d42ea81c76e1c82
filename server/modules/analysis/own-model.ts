import type { LanguageModel, ModelFaultCode } from '../../../plugins/engine/index.ts'
import type { Ctx } from '../../platform/context.ts'

/** The installation's model and provider, and an organisation's own model that may replace them. */
export interface OwnModelDeps {
  /** Null if the built-in provider fills the sections; undefined where it is not needed. */
  model?: LanguageModel | null
  /** Fills the sections: the built-in extractive provider or a language model. */
  provider: { name: string }
  /** Returns the organisation's own model, or null if it has none. */
  ownModel?: (tenantId: string) => Promise<LanguageModel | null>
  /** The model belongs to the organisation, which pays for it. */
  isOwnKey?: boolean
}

export interface OwnEngineDeps<Engine> extends OwnModelDeps {
  engine: Engine
  /** Returns an engine that runs scenarios with an organisation's own model. */
  engineWith?: (model: LanguageModel) => Engine
}

/** Replaces the model with the organisation's own, if it has one now. */
export async function withOwnModel<Deps extends OwnModelDeps>(
  deps: Deps,
  { tenantId }: Pick<Ctx, 'tenantId'>,
): Promise<Deps> {
  const model = (await deps.ownModel?.(tenantId)) ?? null
  return model ? { ...deps, model, provider: { name: model.name }, isOwnKey: true } : deps
}

/** Replaces model and engine with the organisation's own, if it has one now. */
export async function withOwnEngine<Engine, Deps extends OwnEngineDeps<Engine>>(
  shared: Deps,
  ctx: Pick<Ctx, 'tenantId'>,
): Promise<Deps> {
  const deps = await withOwnModel(shared, ctx)
  const { model, engineWith, isOwnKey } = deps
  return isOwnKey && model && engineWith ? { ...deps, engine: engineWith(model) } : deps
}

/** Faults that the organisation can fix itself in its provider settings. */
const fixableBySettings: ReadonlySet<string> = new Set([
  'model_bad_credentials',
  'model_no_access',
  'model_unknown',
  'model_address_refused',
  'model_no_quota',
  'model_request_refused',
  'model_context_exceeded',
  'model_unavailable',
  'model_garbage',
] satisfies ModelFaultCode[])

/** The stored code of a failure. Faults of an organisation's own model have separate codes, because the fix differs. */
export const storedReason = (isOwnKey: boolean, code: string): string =>
  isOwnKey && fixableBySettings.has(code) ? `own_${code}` : code
