import { useSearchParams } from '@solidjs/router'
import Users from 'lucide-solid/icons/users'
import { createEffect, createSignal, For, type JSX, Show } from 'solid-js'
import type { CreatePerson, PersonView } from '../../../server/modules/directory/contract.ts'
import { changePerson, createPerson, deletePerson, listPeople } from '../../api/people.ts'
import { t } from '../../i18n/index.ts'
import { clients } from '../../lib/lookups.ts'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { DirectoryFrame } from '../../features/directory/directory-frame.tsx'
import { createDirectory } from '../../features/directory/directory-store.ts'
import { EntryActions } from '../../features/directory/entry-actions.tsx'
import { reopenKept } from '../../features/directory/reopen-kept.ts'
import { FilterChoice } from '../../features/filters/filter-choice.tsx'
import { PersonDialog } from './person-dialog.tsx'

function PersonRow(props: {
  person: PersonView
  onEdit: () => void
  onDelete: () => void
}): JSX.Element {
  return (
    <tr role="row">
      <td role="cell">
        <span class="directory-name">{props.person.name}</span>
        <Show when={props.person.jobTitle}>
          {(title) => <span class="cell-second">{title()}</span>}
        </Show>
      </td>
      <td role="cell">{props.person.client?.name}</td>
      <td role="cell">
        <Show when={props.person.email}>
          {(email) => (
            <a class="link" href={`mailto:${email()}`}>
              {email()}
            </a>
          )}
        </Show>
      </td>
      <td role="cell" class="directory-actions">
        <EntryActions name={props.person.name} onEdit={props.onEdit} onDelete={props.onDelete} />
      </td>
    </tr>
  )
}

function PeopleTable(props: {
  people: readonly PersonView[]
  onEdit: (person: PersonView) => void
  onDelete: (person: PersonView) => void
}): JSX.Element {
  return (
    <div class="table-frame">
      <table role="table" class="table directory-table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">{t('people.name')}</th>
            <th role="columnheader">{t('people.client')}</th>
            <th role="columnheader">{t('people.email')}</th>
            <th role="columnheader" class="directory-actions">
              <span class="hidden-words">{t('item.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.people}>
            {(person) => (
              <PersonRow
                person={person}
                onEdit={() => props.onEdit(person)}
                onDelete={() => props.onDelete(person)}
              />
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}

export default function PeoplePage(): JSX.Element {
  const [search, setSearch] = useSearchParams<{ q?: string; clientId?: string }>()
  const filters = (): { q: string; clientId: string } => ({
    q: search.q ?? '',
    clientId: search.clientId ?? '',
  })
  const directory = createDirectory(
    { list: listPeople, create: createPerson, change: changePerson },
    filters,
  )
  const [editing, setEditing] = createSignal<PersonView | 'new'>()
  const [deleting, setDeleting] = createSignal<PersonView>()
  reopenKept('person.', () => directory.list.data, setEditing)
  createEffect(() => {
    document.title = `${t('people.title')} · AAM`
  })
  const edited = (): PersonView | undefined => {
    const now = editing()
    return now === 'new' ? undefined : now
  }
  const remove = async (person: PersonView): Promise<void> => {
    await deletePerson(person)
    await directory.read()
    showToast({ tone: 'plain', words: t('people.deleted') })
  }
  return (
    <>
      <DirectoryFrame
        title={t('people.title')}
        addLabel={t('people.add')}
        searchLabel={t('people.name')}
        empty={{ icon: <Users />, title: t('people.empty.title'), words: t('people.empty.words') }}
        directory={directory}
        search={filters().q}
        filtered={Object.values(filters()).some(Boolean)}
        filters={
          <Show when={clients().length > 0}>
            <FilterChoice
              name={t('meetings.filter.client')}
              value={filters().clientId}
              choices={clients().map((client) => ({ value: client.id, label: client.name }))}
              onChoose={(clientId) => setSearch({ clientId: clientId ?? '' }, { replace: true })}
            />
          </Show>
        }
        onSearch={(q) => setSearch({ q }, { replace: true })}
        onAdd={() => setEditing('new')}
      >
        <PeopleTable people={directory.list.data} onEdit={setEditing} onDelete={setDeleting} />
      </DirectoryFrame>
      <Show when={editing()}>
        <PersonDialog
          person={edited()}
          save={(body: CreatePerson) => directory.save(edited(), body)}
          onClose={() => setEditing()}
        />
      </Show>
      <Show when={deleting()}>
        {(person) => (
          <ConfirmDialog
            title={t('people.deleteAsk', { name: person().name })}
            words={t('people.deleteWords')}
            confirm={t('action.delete')}
            run={() => remove(person())}
            onClose={() => setDeleting()}
          />
        )}
      </Show>
    </>
  )
}
