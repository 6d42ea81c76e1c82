import { invalid } from '../wire/fault.ts'
import { listFields, newestFirst, page } from '../wire/lists.ts'
import { Params } from '../wire/params.ts'
import { type Call, first, route } from '../wire/router.ts'
import type { PortalConfiguration, PortalSession } from '../wire/types.ts'
import { need, type World } from '../world.ts'

type Features = PortalConfiguration['features']

/** Reads which features of the portal are enabled; omitted ones are disabled, as with Stripe. */
function readFeatures(params: Params, before?: Features): Features {
  const features = params.inside('features') ?? new Params({}, 'features')
  const isOn = (name: keyof Features): boolean =>
    features.inside(name)?.flag('enabled') ?? before?.[name].enabled ?? false
  const cancel = features.inside('subscription_cancel')
  const update = features.inside('customer_update')
  return {
    customer_update: {
      allowed_updates: update?.has('allowed_updates')
        ? (update.texts('allowed_updates') as Features['customer_update']['allowed_updates'])
        : (before?.customer_update.allowed_updates ?? []),
      enabled: isOn('customer_update'),
    },
    invoice_history: { enabled: isOn('invoice_history') },
    payment_method_update: {
      enabled: isOn('payment_method_update'),
      payment_method_configuration: null,
    },
    subscription_cancel: {
      cancellation_reason: { enabled: false, feedback_options: null, options: [] },
      enabled: isOn('subscription_cancel'),
      mode:
        cancel?.choice('mode', ['at_period_end', 'immediately']) ??
        before?.subscription_cancel.mode ??
        'at_period_end',
      proration_behavior: 'none',
    },
    subscription_pause: {
      duration: { interval_options: [], type: 'indefinite' },
      enabled: false,
    },
    subscription_update: {
      billing_cycle_anchor: null,
      default_allowed_updates: [],
      enabled: isOn('subscription_update'),
      proration_behavior: 'none',
      schedule_at_period_end: { conditions: [] },
      trial_update_behavior: 'end_trial',
    },
  }
}

function readProfile(params: Params): PortalConfiguration['business_profile'] {
  const profile = params.inside('business_profile')
  return {
    headline: profile?.text('headline') ?? null,
    privacy_policy_url: profile?.text('privacy_policy_url') ?? null,
    terms_of_service_url: profile?.text('terms_of_service_url') ?? null,
  }
}

function createConfiguration({ world, params }: Call): PortalConfiguration {
  if (!params.has('features')) {
    throw invalid('Missing required param: features.', 'features', 'parameter_missing')
  }
  const now = world.clock.now()
  const configuration: PortalConfiguration = {
    id: world.id('bpc', 24),
    object: 'billing_portal.configuration',
    active: true,
    application: null,
    business_profile: readProfile(params),
    created: now,
    default_return_url: params.text('default_return_url'),
    features: readFeatures(params),
    is_default: false,
    livemode: false,
    login_page: { enabled: false, url: null },
    metadata: params.metadata(),
    name: params.text('name'),
    updated: now,
  }
  world.portalConfigurations.set(configuration.id, configuration)
  world.emit('billing_portal.configuration.created', configuration)
  return configuration
}

function updateConfiguration(call: Call): PortalConfiguration {
  const { world, params } = call
  const configuration = need(world.portalConfigurations, 'configuration', first(call))
  world.change('billing_portal.configuration.updated', configuration, (it) => {
    if (params.has('active')) it.active = params.flag('active') ?? true
    if (params.has('business_profile')) it.business_profile = readProfile(params)
    if (params.has('default_return_url')) it.default_return_url = params.text('default_return_url')
    if (params.has('features')) it.features = readFeatures(params, it.features)
    it.metadata = params.metadata(it.metadata ?? {})
    it.updated = world.clock.now()
  })
  return configuration
}

function listConfigurations({ world, params }: Call): object {
  const active = params.flag('active')
  const isDefault = params.flag('is_default')
  const all = newestFirst(world.portalConfigurations.values()).filter(
    (it) =>
      (active === null || it.active === active) &&
      (isDefault === null || it.is_default === isDefault),
  )
  return page('/v1/billing_portal/configurations', all, params)
}

function configurationFor(world: World, id: string | null): PortalConfiguration {
  if (id) return need(world.portalConfigurations, 'configuration', id, 'configuration')
  const found = [...world.portalConfigurations.values()].find((it) => it.is_default)
  if (!found) {
    throw invalid(
      'No configuration provided and your test mode default configuration has not been created. Provide a configuration or create your default by saving your customer portal settings in test mode.',
    )
  }
  return found
}

function createSession({ world, params }: Call): PortalSession {
  const customer = need(world.customers, 'customer', params.needText('customer'), 'customer').id
  const configuration = configurationFor(world, params.text('configuration'))
  const id = world.id('bps', 24)
  const session: PortalSession = {
    id,
    object: 'billing_portal.session',
    configuration: configuration.id,
    created: world.clock.now(),
    customer,
    customer_account: null,
    flow: null,
    livemode: false,
    locale: params.text('locale') as PortalSession['locale'],
    on_behalf_of: null,
    return_url: params.address('return_url') ?? configuration.default_return_url,
    url: `${world.baseUrl}/portal/${id}`,
  }
  world.portalSessions.set(id, session)
  world.emit('billing_portal.session.created', session)
  return session
}

const path = '/v1/billing_portal/configurations'
const fields = ['business_profile', 'default_return_url', 'features', 'metadata', 'name'] as const
export const portalRoutes = [
  route('POST', path, [...fields, 'login_page'], createConfiguration),
  route('GET', path, [...listFields, 'active', 'is_default'], listConfigurations),
  route('GET', `${path}/:id`, [], (call) =>
    need(call.world.portalConfigurations, 'configuration', first(call)),
  ),
  route('POST', `${path}/:id`, [...fields, 'active', 'login_page'], updateConfiguration),
  route(
    'POST',
    '/v1/billing_portal/sessions',
    ['configuration', 'customer', 'locale', 'return_url', 'flow_data'],
    createSession,
  ),
]
