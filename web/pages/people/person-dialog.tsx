import { createSignal, type JSX } from 'solid-js'
import type { CreatePerson, PersonView } from '../../../server/modules/directory/contract.ts'
import { t } from '../../i18n/index.ts'
import { clients } from '../../lib/lookups.ts'
import { SelectField } from '../../ui/control/select-field.tsx'
import { TextField } from '../../ui/control/text-field.tsx'
import { EntryDialog } from '../../features/directory/entry-dialog.tsx'

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
          <TextField
            label={t('people.name')}
            fault={tried() && !name().trim() ? t('directory.needName') : undefined}
            name="name"
            autocomplete="off"
            maxLength={200}
            autofocus
            value={name()}
            onInput={setName}
          />
          <TextField
            label={t('people.jobTitle')}
            optional={t('field.optional')}
            name="jobTitle"
            autocomplete="off"
            maxLength={200}
            value={jobTitle()}
            onInput={setJobTitle}
          />
          <TextField
            label={t('people.email')}
            optional={t('field.optional')}
            name="email"
            type="email"
            autocomplete="off"
            maxLength={254}
            value={email()}
            onInput={setEmail}
          />
          <SelectField
            label={t('people.client')}
            optional={t('field.optional')}
            name="clientId"
            value={clientId()}
            options={[
              { value: '', label: t('add.noClient') },
              ...clients().map((client) => ({ value: client.id, label: client.name })),
            ]}
            onChoose={setClientId}
          />
        </>
      )}
    </EntryDialog>
  )
}
