import { useNavigate } from '@solidjs/router'
import { For, type JSX, Match, Show, Switch } from 'solid-js'
import { inLocale, readersFirst, t } from '../../../i18n/index.ts'
import { refetchScenarios } from '../../../lib/lookups.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Segments } from '../../../ui/control/segments.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { createNewForm, type NewForm, type NewFormOptions } from './new-form.ts'
import { PackChanges } from './pack-changes.tsx'
import { PackBecomes } from './pack-becomes.tsx'
import { PackPick } from './pack-pick.tsx'
import { PackVerdict } from './pack-verdict.tsx'
import '../../meetings/add/add.css'
import './new-dialog.css'

function TitleFields(props: { form: NewForm }): JSX.Element {
  return (
    <div class="add-grid">
      <For each={readersFirst().map((one) => (one === 'ru' ? 'Ru' : 'En'))}>
        {(language, at) => (
          <Field
            label={t(`newScenario.title${language}`)}
            hint={at() === 0 ? t('newScenario.titleHint') : undefined}
            fault={props.form.faults()[language === 'En' ? 'en' : 'ru']}
          >
            {(ids) => (
              <input
                class="input"
                id={ids.id}
                name={`title${language}`}
                lang={language.toLowerCase()}
                aria-describedby={ids.describedBy}
                maxLength={200}
                placeholder={props.form.fields[language === 'En' ? 'titleRu' : 'titleEn']}
                value={props.form.fields[`title${language}`]}
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
      fault={props.form.faults().id}
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
          value={props.form.fields.id}
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
              <option value={source.id} selected={source.id === props.form.fields.from}>
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

/** A new scenario of the organisation's own: from nothing, as a copy, or from the file of a pack. */
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
  const isFaulty = (): boolean => form.fields.by === 'file' && form.check()?.valid === false
  const isDraft = (): boolean => form.mayBecomeDraft() && form.becomes() === 'draft'
  const submitWords = (): string => {
    if (isFaulty()) return t('newScenario.createFaulty')
    if (form.fields.by !== 'file' || !isDraft()) return t('newScenario.create')
    return t(form.openDraft() ? 'newScenario.replaceDraft' : 'newScenario.takeDraft')
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
      title={t(form.fields.by === 'file' ? 'scenarios.import' : 'scenarios.new')}
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
            {submitWords()}
          </Button>
        </>
      }
    >
      <Segments
        label={t('newScenario.how')}
        value={form.fields.by}
        choices={(['empty', 'copy', 'file'] as const).map((value) => ({
          value,
          label: t(`newScenario.${value}`),
        }))}
        onChoose={form.choose}
      />
      <form
        class="new-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <Switch>
          <Match when={form.fields.by === 'empty'}>
            <p class="pack-checking">{t('newScenario.emptyWords')}</p>
          </Match>
          <Match when={form.fields.by === 'copy'}>
            <Source form={form} options={props.options} />
          </Match>
          <Match when={form.fields.by === 'file'}>
            <PackPick form={form} />
            <Show when={form.mayBecomeDraft()}>
              <PackBecomes form={form} />
            </Show>
            <PackVerdict form={form} />
            <Show when={!form.checking() && form.check() && form.into()}>
              {(into) => <PackChanges form={form} into={into()} />}
            </Show>
          </Match>
        </Switch>
        <Show when={form.fields.by !== 'file' || (form.picked()?.files && !isDraft())}>
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
