import { createEffect, createSignal, type JSX, on, onMount, Show } from 'solid-js'
import type { ProviderTest, ProviderView } from '../../../../server/modules/providers/contract.ts'
import { setProvider, testProvider } from '../../../api/providers.ts'
import { faultAt, problemBeside } from '../../../i18n/field-fault.ts'
import { locale, t } from '../../../i18n/index.ts'
import { createAct } from '../../../lib/act.ts'
import type { Problem } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { createKeptForm, KeptNote } from '../../../ui/control/kept-form.tsx'
import { PasswordField } from '../../../ui/control/password-field.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { createFields, type Fields } from './provider-fields.ts'
import { TestOutcome } from './test-outcome.tsx'

type Kind = ProviderView['kind']

/** A single line of code: an address, a model name or a number. */
function PlainField(props: {
  label: string
  name: string
  value: string
  hint: string
  optional?: boolean
  inputMode?: 'url' | 'numeric'
  maxLength: number
  fault: string | undefined
  onInput: (value: string) => void
}): JSX.Element {
  return (
    <Field
      label={props.label}
      hint={props.hint}
      fault={props.fault}
      optional={props.optional ? t('field.optional') : undefined}
    >
      {(ids) => (
        <input
          class="input"
          id={ids.id}
          aria-describedby={ids.describedBy}
          name={props.name}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          inputMode={props.inputMode}
          maxLength={props.maxLength}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

function AddressField(props: { kind: Kind; fields: Fields; fault: string | undefined }) {
  return (
    <PlainField
      label={t('providers.address')}
      name="address"
      optional
      inputMode="url"
      maxLength={500}
      value={props.fields.baseUrl()}
      hint={t(`providers.address.${props.kind}.hint`)}
      fault={props.fault}
      onInput={props.fields.setBaseUrl}
    />
  )
}

function ModelFields(props: {
  fields: Fields
  problem: Problem | undefined
  tried: boolean
}): JSX.Element {
  const modelFault = (): string | undefined =>
    props.tried && props.fields.needsModel()
      ? t('fault.provider_model')
      : faultAt(props.problem, '/model')
  const contextFault = (): string | undefined =>
    props.tried && props.fields.hasBadContext()
      ? t('providers.context.fault')
      : faultAt(props.problem, '/contextTokens')
  return (
    <div class="provider-pair">
      <PlainField
        label={t('providers.model')}
        name="model"
        maxLength={200}
        value={props.fields.model()}
        hint={t('providers.model.hint')}
        fault={modelFault()}
        onInput={props.fields.setModel}
      />
      <PlainField
        label={t('providers.context')}
        name="context"
        optional
        inputMode="numeric"
        maxLength={8}
        value={props.fields.context()}
        hint={t('providers.context.hint')}
        fault={contextFault()}
        onInput={props.fields.setContext}
      />
    </div>
  )
}

function KeyFields(props: {
  provider: ProviderView
  fields: Fields
  fault: string | undefined
}): JSX.Element {
  const hint = (): string => {
    const { own, kind } = props.provider
    if (!own?.hasKey) return t(`providers.key.${kind}.hint`)
    return own.keyEnd ? t('providers.key.keptEnd', { end: own.keyEnd }) : t('providers.key.kept')
  }
  return (
    <>
      <Show when={!props.fields.keyless()}>
        <PasswordField
          label={t('providers.key')}
          name={`${props.provider.kind}-key`}
          autocomplete="new-password"
          value={props.fields.key()}
          hint={hint()}
          fault={props.fault}
          onInput={props.fields.setKey}
        />
      </Show>
      <Show when={props.provider.kind === 'model' && props.fields.baseUrl().trim() !== ''}>
        <label class="check">
          <input
            type="checkbox"
            checked={props.fields.noKey()}
            onChange={(event) => props.fields.setNoKey(event.currentTarget.checked)}
          />
          {t('providers.noKey')}
        </label>
      </Show>
    </>
  )
}

export function ProviderForm(props: {
  provider: ProviderView
  onChanged: () => Promise<void>
  /** Other actions on the saved settings. */
  actions: JSX.Element
}): JSX.Element {
  // Lives until the next save, after which the card creates another form.
  const { kind } = props.provider
  const kept = createKeptForm(`providers.${kind}`)
  const fields = createFields(props.provider)
  const [tried, setTried] = createSignal(false)
  const [test, setTest] = createSignal<ProviderTest>()
  const saving = createAct()
  const testing = createAct()
  const problem = (): Problem | undefined => saving.problem() ?? testing.problem()
  const isWhole = (): boolean =>
    !fields.needsKey() && !fields.needsModel() && !fields.hasBadContext()
  const keyFault = (): string | undefined =>
    tried() && fields.needsKey() ? t('fault.provider_key') : faultAt(problem(), '/key')
  const save = async (): Promise<void> => {
    setTried(true)
    if (!isWhole()) return
    await saving.run(async () => {
      await setProvider(kind, fields.body())
      kept.drop()
      showToast({ tone: 'plain', words: t('providers.saved') })
      await props.onChanged()
    })
  }
  const tryOut = async (): Promise<void> => {
    setTried(true)
    if (!isWhole()) return
    setTest()
    await testing.run(async () => {
      setTest(await testProvider(kind, fields.isSaved() ? undefined : fields.body()))
    })
  }
  // It is worded in the language in which it was asked for; what is saved is read again.
  createEffect(on(locale, () => setTest(), { defer: true }))
  let form: HTMLFormElement | undefined
  onMount(() => form && kept.attach(form))
  return (
    <form
      ref={(element) => {
        form = element
      }}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Show when={kind === 'model'}>
        <ModelFields fields={fields} problem={problem()} tried={tried()} />
      </Show>
      <AddressField kind={kind} fields={fields} fault={faultAt(problem(), '/baseUrl')} />
      <KeyFields provider={props.provider} fields={fields} fault={keyFault()} />
      <KeptNote kept={kept} />
      <Show when={problemBeside(problem(), '/model', '/contextTokens', '/baseUrl', '/key')}>
        {(found) => <Failure problem={found()} />}
      </Show>
      <div class="provider-buttons">
        <Button type="submit" look="primary" busy={saving.busy()}>
          {t('providers.save')}
        </Button>
        <Button busy={testing.busy()} onClick={() => void tryOut()}>
          {t(testing.busy() ? 'providers.test.busy' : 'providers.test')}
        </Button>
        {props.actions}
      </div>
      <Show when={testing.busy() ? undefined : (test() ?? props.provider.own?.test)}>
        {(found) => <TestOutcome test={found()} />}
      </Show>
    </form>
  )
}
