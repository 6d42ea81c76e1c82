import { A, useSearchParams } from '@solidjs/router'
import Building from 'lucide-solid/icons/building'
import { createEffect, createSignal, For, type JSX, Show } from 'solid-js'
import type { ClientView, CreateClient } from '../../../server/modules/directory/contract.ts'
import { changeClient, createClient, listClients } from '../../api/clients.ts'
import { t } from '../../i18n/index.ts'
import { refetchClients } from '../../lib/lookups.ts'
import { TextAreaField } from '../../ui/control/text-area-field.tsx'
import { TextField } from '../../ui/control/text-field.tsx'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { DirectoryFrame } from '../../features/directory/directory-frame.tsx'
import { createDirectory } from '../../features/directory/directory-store.ts'
import { EntryActions } from '../../features/directory/entry-actions.tsx'
import { EntryDialog } from '../../features/directory/entry-dialog.tsx'
import { reopenKept } from '../../features/directory/reopen-kept.ts'
import { DeleteClientDialog } from './delete-client-dialog.tsx'

function ClientDialog(props: {
  client: ClientView | undefined
  save: (body: CreateClient) => Promise<void>
  onClose: () => void
}): JSX.Element {
  const [name, setName] = createSignal(props.client?.name ?? '')
  const [note, setNote] = createSignal(props.client?.note ?? '')
  return (
    <EntryDialog
      title={t(props.client ? 'clients.edit' : 'clients.add')}
      keepAt={`client.${props.client?.id ?? 'new'}`}
      isComplete={() => name().trim() !== ''}
      save={() => props.save({ name: name().trim(), note: note().trim() || null })}
      onClose={props.onClose}
    >
      {(tried) => (
        <>
          <TextField
            label={t('clients.name')}
            fault={tried() && !name().trim() ? t('directory.needName') : undefined}
            name="name"
            autocomplete="off"
            maxLength={200}
            autofocus
            value={name()}
            onInput={setName}
          />
          <TextAreaField
            label={t('clients.note')}
            optional={t('field.optional')}
            name="note"
            maxLength={4_000}
            value={note()}
            onInput={setNote}
          />
        </>
      )}
    </EntryDialog>
  )
}

function ClientRow(props: {
  client: ClientView
  onEdit: () => void
  onDelete: () => void
}): JSX.Element {
  return (
    <tr role="row">
      <td role="cell" class="directory-name">
        {props.client.name}
      </td>
      <td role="cell">
        <A class="link" href={`/meetings?clientId=${props.client.id}`}>
          {t('clients.meetings', { count: props.client.meetingCount })}
        </A>
      </td>
      <td role="cell" class="cell-none">
        {props.client.note}
      </td>
      <td role="cell" class="directory-actions">
        <EntryActions name={props.client.name} onEdit={props.onEdit} onDelete={props.onDelete} />
      </td>
    </tr>
  )
}

function ClientsTable(props: {
  clients: readonly ClientView[]
  onEdit: (client: ClientView) => void
  onDelete: (client: ClientView) => void
}): JSX.Element {
  return (
    <div class="table-frame">
      <table role="table" class="table directory-table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">{t('clients.name')}</th>
            <th role="columnheader">{t('nav.meetings')}</th>
            <th role="columnheader">{t('clients.note')}</th>
            <th role="columnheader" class="directory-actions">
              <span class="hidden-words">{t('item.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.clients}>
            {(client) => (
              <ClientRow
                client={client}
                onEdit={() => props.onEdit(client)}
                onDelete={() => props.onDelete(client)}
              />
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}

export default function ClientsPage(): JSX.Element {
  const [search, setSearch] = useSearchParams<{ q?: string }>()
  const words = (): string => search.q ?? ''
  const directory = createDirectory(
    { list: listClients, create: createClient, change: changeClient },
    () => ({ q: words() }),
  )
  const [editing, setEditing] = createSignal<ClientView | 'new'>()
  const [deleting, setDeleting] = createSignal<ClientView>()
  reopenKept('client.', () => directory.list.data, setEditing)
  createEffect(() => {
    document.title = `${t('clients.title')} · AAM`
  })
  const edited = (): ClientView | undefined => {
    const now = editing()
    return now === 'new' ? undefined : now
  }
  const save = async (body: CreateClient): Promise<void> => {
    await directory.save(edited(), body)
    refetchClients()
  }
  const showDeleted = async (): Promise<void> => {
    await directory.read()
    refetchClients()
    showToast({ tone: 'plain', words: t('clients.deleted') })
  }
  return (
    <>
      <DirectoryFrame
        title={t('clients.title')}
        addLabel={t('clients.add')}
        searchLabel={t('clients.search')}
        empty={{
          icon: <Building />,
          title: t('clients.empty.title'),
          words: t('clients.empty.words'),
        }}
        directory={directory}
        search={words()}
        filtered={words() !== ''}
        onSearch={(q) => setSearch({ q }, { replace: true })}
        onAdd={() => setEditing('new')}
      >
        <ClientsTable clients={directory.list.data} onEdit={setEditing} onDelete={setDeleting} />
      </DirectoryFrame>
      <Show when={editing()}>
        <ClientDialog client={edited()} save={save} onClose={() => setEditing()} />
      </Show>
      <Show when={deleting()}>
        {(client) => (
          <DeleteClientDialog
            client={client()}
            onDeleted={showDeleted}
            onClose={() => setDeleting()}
          />
        )}
      </Show>
    </>
  )
}
