import { createSignal, type JSX, Show } from 'solid-js'
import type { ProviderView } from '../../../../server/modules/providers/contract.ts'
import { removeProvider } from '../../../api/providers.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Badge } from '../../../ui/display/badge.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../../ui/overlay/confirm-dialog.tsx'
import { ProviderForm } from './provider-form.tsx'
import { TestOutcome } from './test-outcome.tsx'

/** Describes what does the work now. */
function describeUse({ kind, uses, offered, own }: ProviderView): string {
  if (uses === 'own') {
    if (kind === 'speech') return t('providers.now.own.speech')
    const key = own?.hasKey ? 'providers.now.own.model' : 'providers.now.own.keyless'
    return t(key, { model: own?.model ?? '' })
  }
  return t(`providers.now.${uses}`, { name: offered ?? '' })
}

function describeSet({ own }: ProviderView): string {
  const when = formatMoment(own?.setAt ?? '', locale())
  return own?.setBy
    ? t('providers.set', { name: own.setBy.name, when })
    : t('providers.setByGone', { when })
}

function UsedNow(props: { provider: ProviderView }): JSX.Element {
  const badge = (): JSX.Element => {
    switch (props.provider.uses) {
      case 'own':
        return <Badge tone="accent">{t('providers.own')}</Badge>
      case 'none':
        return <Badge tone="warn">{t('providers.none')}</Badge>
      case 'operator':
      case 'built-in':
        return <Badge>{t('providers.ours')}</Badge>
    }
  }
  return (
    <div class="provider-now">
      <p>
        <span class="provider-now-label">{t('providers.now')}</span> {badge()}
      </p>
      <p class="provider-name">{describeUse(props.provider)}</p>
      <Show when={props.provider.own}>
        <p class="field-hint">{describeSet(props.provider)}</p>
      </Show>
    </div>
  )
}

function RemoveDialog(props: {
  provider: ProviderView
  onChanged: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const then = (): string => {
    const { offered, kind } = props.provider
    if (offered) return t('providers.remove.then.operator', { name: offered })
    return t(kind === 'model' ? 'providers.remove.then.built-in' : 'providers.remove.then.none')
  }
  return (
    <ConfirmDialog
      title={t(`providers.remove.${props.provider.kind}.title`)}
      words={then()}
      confirm={t('providers.remove')}
      run={async () => {
        await removeProvider(props.provider.kind)
        showToast({ tone: 'plain', words: t('providers.removed') })
        await props.onChanged()
      }}
      onClose={props.onClose}
    />
  )
}

export function ProviderCard(props: {
  provider: ProviderView
  onChanged: () => Promise<void>
}): JSX.Element {
  const [removing, setRemoving] = createSignal(false)
  const id = (): string => `provider-${props.provider.kind}`
  return (
    <section class="provider-card" aria-labelledby={id()}>
      <header>
        <h2 id={id()}>{t(`providers.${props.provider.kind}.title`)}</h2>
        <p>{t(`providers.${props.provider.kind}.words`)}</p>
      </header>
      <UsedNow provider={props.provider} />
      <Show
        when={can('settings:write')}
        fallback={
          <Show when={props.provider.own?.test}>{(test) => <TestOutcome test={test()} />}</Show>
        }
      >
        {/* Created again after each save, so that it starts from the saved values. */}
        <Show when={props.provider.own?.setAt ?? 'none'} keyed>
          <ProviderForm
            provider={props.provider}
            onChanged={props.onChanged}
            actions={
              <Show when={props.provider.own}>
                <Button look="danger" onClick={() => setRemoving(true)}>
                  {t('providers.remove')}
                </Button>
              </Show>
            }
          />
        </Show>
      </Show>
      <Show when={removing()}>
        <RemoveDialog
          provider={props.provider}
          onChanged={props.onChanged}
          onClose={() => setRemoving(false)}
        />
      </Show>
    </section>
  )
}
