import { useNavigate } from '@solidjs/router'
import { For, type JSX, Match, Show, Switch } from 'solid-js'
import { inLocale, type Key, readersFirst, t } from '../../../i18n/index.ts'
import { refetchScenarios } from '../../../lib/lookups.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Segments } from '../../../ui/control/segments.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { createNewForm, type NewForm, type NewFormOptions } from './new-form.ts'
import { PackChanges } from './pack-changes.tsx'
import { PackTarget } from './pack-target.tsx'
import { PackPick } from './pack-pick.tsx'
import { PackVerdict } from './pack-verdict.tsx'
import '../../../ui/control/form-grid.css'
import './new-dialog.css'
import type { Locale } from '../../../../plugins/vocabulary.ts'

const titleLabels: Record<Locale, Key> = {
  en: 'newScenario.titleEn',
  ru: 'newScenario.titleRu',
}

/** `titleEn`: what was typed is kept under it. */
const inputName = (language: Locale): string =>
  `title${language.charAt(0).toUpperCase()}${language.slice(1)}`

function TitleFields(props: { form: NewForm }): JSX.Element {
  const placeholderFor = (language: Locale): string =>
    readersFirst()
      .filter((other) => other !== language)
      .map((other) => props.form.state().titles[other])
      .find(Boolean) ?? ''
  return (
    <div class="form-grid">
      <For each={readersFirst()}>
        {(language, at) => (
          <Field
            label={t(titleLabels[language])}
            hint={at() === 0 ? t('newScenario.titleHint') : undefined}
            fault={props.form.faultText(language)}
          >
            {(ids) => (
              <input
                class="input"
                id={ids.id}
                name={inputName(language)}
                lang={language}
                aria-describedby={ids.describedBy}
                maxLength={200}
                placeholder={placeholderFor(language)}
                value={props.form.state().titles[language]}
                onInput={(event) => props.form.setTitle(language, event.currentTarget.value)}
              />
            )}
          </Field>
        )}
      </For>
    </div>
  )
}

function IdField(props: { form: NewForm }): JSX.Element {
  return (
    <Field
      label={t('newScenario.id')}
      hint={t('newScenario.idHint')}
      fault={props.form.faultText('id')}
    >
      {(ids) => (
        <input
          class="input new-id"
          id={ids.id}
          name="id"
          aria-describedby={ids.describedBy}
          maxLength={64}
          spellcheck={false}
          autocapitalize="off"
          value={props.form.state().id}
          onInput={(event) => props.form.setId(event.currentTarget.value.trim())}
        />
      )}
    </Field>
  )
}

function Source(props: { form: NewForm; options: NewFormOptions }): JSX.Element {
  return (
    <Field label={t('newScenario.from')}>
      {(ids) => (
        <select
          class="input"
          id={ids.id}
          name="from"
          onChange={(event) => props.form.copyOf(event.currentTarget.value)}
        >
          <For each={props.options.sources()}>
            {(source) => (
              <option value={source.id} selected={source.id === props.form.state().from}>
                {inLocale(source.title)}{' '}
                {props.options.source?.id === source.id
                  ? props.options.source.version
                  : source.version}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  )
}

function StartChoice(props: { form: NewForm }): JSX.Element {
  return (
    <Segments
      label={t('newScenario.how')}
      value={props.form.state().by}
      choices={(['empty', 'copy', 'file'] as const).map((value) => ({
        value,
        label: t(`newScenario.${value}`),
      }))}
      onChoose={props.form.startFrom}
    />
  )
}

/** What the chosen start needs: a source, or the file of a pack and what is found in it. */
function StartFields(props: { form: NewForm; options: NewFormOptions }): JSX.Element {
  return (
    <Switch>
      <Match when={props.form.state().by === 'empty'}>
        <p class="pack-checking">{t('newScenario.emptyWords')}</p>
      </Match>
      <Match when={props.form.state().by === 'copy'}>
        <Source form={props.form} options={props.options} />
      </Match>
      <Match when={props.form.state().by === 'file'}>
        <PackPick form={props.form} />
        <Show when={props.form.canBecomeDraft()}>
          <PackTarget form={props.form} />
        </Show>
        <PackVerdict form={props.form} />
        <Show when={!props.form.checking() && props.form.check() && props.form.into()}>
          {(into) => <PackChanges form={props.form} into={into()} />}
        </Show>
      </Match>
    </Switch>
  )
}

/** Creates a scenario of the organisation's own: empty, as a copy, or from the file of a pack. */
export default function NewDialog(props: {
  options: NewFormOptions
  onClose: () => void
}): JSX.Element {
  const navigate = useNavigate()
  const form = createNewForm(props.options)
  // A pack brings its own titles.
  const kept = createKeptForm(
    props.options.file
      ? undefined
      : `scenario.${props.options.by}.${props.options.source?.id ?? ''}`,
  )
  const cancel = (): void => {
    kept.drop()
    props.onClose()
  }
  const isFile = (): boolean => form.state().by === 'file'
  const isFaulty = (): boolean => isFile() && form.check()?.valid === false
  const isDraft = (): boolean => form.canBecomeDraft() && form.state().target === 'draft'
  const submitLabel = (): string => {
    if (isFaulty()) return t('newScenario.createFaulty')
    if (!isFile() || !isDraft()) return t('newScenario.create')
    return t(form.state().openDraft ? 'newScenario.replaceDraft' : 'newScenario.takeDraft')
  }
  const submit = async (): Promise<void> => {
    const draft = await form.submit()
    if (!draft) return
    kept.drop()
    refetchScenarios()
    props.onClose()
    navigate(`/scenarios/${encodeURIComponent(draft.id)}/draft`)
  }
  return (
    <Dialog
      title={t(isFile() ? 'scenarios.import' : 'scenarios.new')}
      width="wide"
      onClose={props.onClose}
      kept={kept}
      footer={
        <>
          <Button onClick={cancel}>{t('action.cancel')}</Button>
          <Button
            look={isFaulty() ? 'plain' : 'primary'}
            busy={form.busy() || form.checking()}
            onClick={() => void submit()}
          >
            {submitLabel()}
          </Button>
        </>
      }
    >
      <StartChoice form={form} />
      <form
        class="new-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <StartFields form={form} options={props.options} />
        <Show when={!isFile() || (form.state().picked?.pack && !isDraft())}>
          <TitleFields form={form} />
          <IdField form={form} />
        </Show>
        <button type="submit" hidden tabindex="-1">
          {t('newScenario.create')}
        </button>
      </form>
      <Show when={form.problem()}>{(problem) => <Failure problem={problem()} />}</Show>
    </Dialog>
  )
}
