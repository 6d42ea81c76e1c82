import { For, type JSX, Show } from 'solid-js'
import { t, describeCode } from '../../i18n/index.ts'
import { Field } from '../../ui/control/field.tsx'
import type { AddressState } from './address-state.ts'

/** The organisation's part of its address, proposed from its name, with what is known of it. */
export function AddressField(props: {
  state: AddressState
  baseHost: string
  fault: string | undefined
}): JSX.Element {
  const look = () => props.state.look()
  const fault = (): string | undefined => {
    const found = look()?.fault
    return props.fault ?? (found ? (describeCode('fault', found) ?? found) : undefined)
  }
  const word = (): string => {
    if (props.state.looking()) return t('signUp.looking')
    const found = look()
    return found && !found.fault
      ? t('signUp.free', { address: `${found.slug}.${props.baseHost}` })
      : t('signUp.addressHint')
  }
  return (
    <>
      <Field label={t('signUp.address')} hint={word()} fault={fault()}>
        {(ids) => (
          <div class="address-field">
            <input
              class="input"
              id={ids.id}
              aria-describedby={ids.describedBy}
              name="slug"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              maxLength={63}
              value={props.state.slug()}
              onInput={(event) => props.state.type(event.currentTarget.value)}
            />
            <span class="address-base">.{props.baseHost}</span>
          </div>
        )}
      </Field>
      <Show when={look()?.fault && (look()?.proposals.length ?? 0) > 0}>
        <p class="address-near">
          {t('signUp.near')}
          <For each={look()?.proposals}>
            {(slug) => (
              <button type="button" class="link" onClick={() => props.state.type(slug)}>
                {slug}
              </button>
            )}
          </For>
        </p>
      </Show>
    </>
  )
}
