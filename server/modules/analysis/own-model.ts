import type { LanguageModel, ModelFaultCode } from '../../../plugins/engine/index.ts'
import type { Ctx } from '../../platform/context.ts'

/** What may be put in place of what the installation works with, for one organisation. */
export interface OwnModelDeps {
  /** Null where the built-in provider fills the sections; left out where nobody asks for it. */
  model?: LanguageModel | null
  /** What fills the sections: the built-in extractive provider or a language model. */
  provider: { name: string }
  /** What the organisation brought; null where it brought none. */
  ownModel?: (tenantId: string) => Promise<LanguageModel | null>
  /** The model is the organisation's own: its cost is theirs. */
  isOwnKey?: boolean
}

export interface OwnEngineDeps<Engine> extends OwnModelDeps {
  engine: Engine
  /** What runs scenarios with a model of an organisation. */
  engineWith?: (model: LanguageModel) => Engine
}

/** The same with the organisation's own model where it brought one, as it is set now. */
export async function withOwnModel<Deps extends OwnModelDeps>(
  deps: Deps,
  { tenantId }: Pick<Ctx, 'tenantId'>,
): Promise<Deps> {
  const model = (await deps.ownModel?.(tenantId)) ?? null
  return model ? { ...deps, model, provider: { name: model.name }, isOwnKey: true } : deps
}

/** The same for whoever runs scenarios. */
export async function withOwnEngine<Engine, Deps extends OwnEngineDeps<Engine>>(
  shared: Deps,
  ctx: Pick<Ctx, 'tenantId'>,
): Promise<Deps> {
  const deps = await withOwnModel(shared, ctx)
  const { model, engineWith, isOwnKey } = deps
  return isOwnKey && model && engineWith ? { ...deps, engine: engineWith(model) } : deps
}

/** What the organisation itself can put right, on its page of providers. */
const ofOwnSettings: ReadonlySet<string> = new Set([
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

/** A failure's code as it is kept: of an organisation's own model, it has a remedy of its own. */
export const reasonWith = (isOwnKey: boolean, code: string): string =>
  isOwnKey && ofOwnSettings.has(code) ? `own_${code}` : code
