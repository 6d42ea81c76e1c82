import { createSignal, For, type JSX } from 'solid-js'
import type { CreatePerson, PersonView } from '../../../server/modules/directory/contract.ts'
import { t } from '../../i18n/index.ts'
import { clients } from '../../lib/lookups.ts'
import { Field } from '../../ui/control/field.tsx'
import { EntryDialog } from '../../features/directory/entry-dialog.tsx'

function TextField(props: {
  label: string
  name: string
  type?: string
  value: string
  maxLength: number
  onInput: (text: string) => void
}): JSX.Element {
  return (
    <Field label={props.label} optional={t('field.optional')}>
      {(ids) => (
        <input
          class="input"
          id={ids.id}
          name={props.name}
          type={props.type ?? 'text'}
          maxLength={props.maxLength}
          value={props.value}
          onInput={(event) => props.onInput(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

export function PersonDialog(props: {
  person: PersonView | undefined
  save: (body: CreatePerson) => Promise<void>
  onClose: () => void
}): JSX.Element {
  const [name, setName] = createSignal(props.person?.name ?? '')
  const [email, setEmail] = createSignal(props.person?.email ?? '')
  const [jobTitle, setJobTitle] = createSignal(props.person?.jobTitle ?? '')
  const [clientId, setClientId] = createSignal(props.person?.client?.id ?? '')
  const body = (): CreatePerson => ({
    name: name().trim(),
    email: email().trim() || null,
    jobTitle: jobTitle().trim() || null,
    clientId: clientId() || null,
  })
  return (
    <EntryDialog
      title={t(props.person ? 'people.edit' : 'people.add')}
      keepAt={`person.${props.person?.id ?? 'new'}`}
      isComplete={() => name().trim() !== ''}
      save={() => props.save(body())}
      onClose={props.onClose}
    >
      {(tried) => (
        <>
          <Field
            label={t('people.name')}
            fault={tried() && !name().trim() ? t('directory.needName') : undefined}
          >
            {(ids) => (
              <input
                class="input"
                id={ids.id}
                name="name"
                aria-describedby={ids.describedBy}
                maxLength={200}
                autofocus
                value={name()}
                onInput={(event) => setName(event.currentTarget.value)}
              />
            )}
          </Field>
          <TextField
            label={t('people.jobTitle')}
            name="jobTitle"
            maxLength={200}
            value={jobTitle()}
            onInput={setJobTitle}
          />
          <TextField
            label={t('people.email')}
            name="email"
            type="email"
            maxLength={254}
            value={email()}
            onInput={setEmail}
          />
          <Field label={t('people.client')} optional={t('field.optional')}>
            {(ids) => (
              <select
                class="input"
                id={ids.id}
                name="clientId"
                onChange={(event) => setClientId(event.currentTarget.value)}
              >
                <option value="">{t('add.noClient')}</option>
                <For each={clients()}>
                  {(client) => (
                    <option value={client.id} selected={client.id === clientId()}>
                      {client.name}
                    </option>
                  )}
                </For>
              </select>
            )}
          </Field>
        </>
      )}
    </EntryDialog>
  )
}
