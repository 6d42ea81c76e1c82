import { For, type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { clients } from '../../../lib/lookups.ts'
import { ScenarioOptions } from '../../../features/filters/scenario-options.tsx'
import { Field } from '../../../ui/control/field.tsx'
import type { AddForm } from './add-form.ts'
import '../../../ui/control/form-grid.css'
import './add.css'
import { locales, spokenLanguages } from '../../../../plugins/vocabulary.ts'

function SpokenLanguageField(props: { form: AddForm }): JSX.Element {
  return (
    <Field label={t('add.spokenLanguage')} hint={t('add.spokenHint')}>
      {(ids) => (
        <select
          class="input"
          id={ids.id}
          aria-describedby={ids.describedBy}
          onChange={(event) =>
            props.form.set(
              'spokenLanguage',
              spokenLanguages.find((one) => one === event.currentTarget.value) ?? '',
            )
          }
        >
          <option value="">{t('add.spokenSame')}</option>
          <For each={spokenLanguages}>
            {(one) => (
              <option value={one} selected={one === props.form.fields.spokenLanguage}>
                {t(`language.${one}`)}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  )
}

/** Relative due dates are counted from it, so the form asks for it. */
function StartedField(props: { form: AddForm }): JSX.Element {
  const hint = (): string => {
    const from = props.form.startedFrom()
    return from ? t(`add.startedFrom.${from}`) : t('add.startedHint')
  }
  return (
    <Field label={t('add.startedAt')} optional={t('field.optional')} hint={hint()}>
      {(ids) => (
        <input
          class="input"
          id={ids.id}
          aria-describedby={ids.describedBy}
          name="startedAt"
          type="datetime-local"
          value={props.form.startedAt()}
          onInput={(event) => props.form.set('startedAt', event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

function MoreFields(props: { form: AddForm }): JSX.Element {
  return (
    <details class="add-more">
      <summary>{t('add.details')}</summary>
      <div class="form-grid">
        <Field label={t('add.client')} optional={t('field.optional')}>
          {(ids) => (
            <select
              class="input"
              id={ids.id}
              onChange={(event) => props.form.set('clientId', event.currentTarget.value)}
            >
              <option value="">{t('add.noClient')}</option>
              <For each={clients()}>
                {(client) => (
                  <option value={client.id} selected={client.id === props.form.fields.clientId}>
                    {client.name}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
        <Show when={props.form.fields.by === 'file'}>
          <SpokenLanguageField form={props.form} />
        </Show>
        <div class="form-grid-whole">
          <Field
            label={t('add.participants')}
            optional={t('field.optional')}
            hint={t('add.participantsHint')}
          >
            {(ids) => (
              <input
                class="input"
                id={ids.id}
                name="participants"
                aria-describedby={ids.describedBy}
                value={props.form.fields.participants}
                onInput={(event) => props.form.set('participants', event.currentTarget.value)}
              />
            )}
          </Field>
        </div>
      </div>
    </details>
  )
}

export function AddFields(props: { form: AddForm }): JSX.Element {
  return (
    <>
      <Show when={!props.form.several()}>
        <Field label={t('add.name')} fault={props.form.faults().title}>
          {(ids) => (
            <input
              class="input"
              id={ids.id}
              name="title"
              aria-describedby={ids.describedBy}
              maxLength={300}
              value={props.form.title()}
              onInput={(event) => props.form.set('title', event.currentTarget.value)}
            />
          )}
        </Field>
      </Show>
      <div class="form-grid">
        <Field
          label={t('add.scenario')}
          hint={props.form.isByRule() ? t('add.scenarioByRule') : undefined}
          fault={props.form.faults().scenario}
        >
          {(ids) => (
            <select
              class="input"
              id={ids.id}
              aria-describedby={ids.describedBy}
              onChange={(event) => props.form.set('scenario', event.currentTarget.value)}
            >
              <ScenarioOptions chosen={props.form.scenario()} />
            </select>
          )}
        </Field>
        <Field label={t('add.language')}>
          {(ids) => (
            <select
              class="input"
              id={ids.id}
              onChange={(event) =>
                props.form.set(
                  'language',
                  locales.find((one) => one === event.currentTarget.value) ?? locales[0],
                )
              }
            >
              <For each={locales}>
                {(one) => (
                  <option value={one} selected={one === props.form.fields.language}>
                    {t(`language.${one}`)}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
      </div>
      <Show
        when={!props.form.several()}
        fallback={<p class="field-hint">{t('add.startedEach')}</p>}
      >
        <StartedField form={props.form} />
      </Show>
      <MoreFields form={props.form} />
    </>
  )
}
