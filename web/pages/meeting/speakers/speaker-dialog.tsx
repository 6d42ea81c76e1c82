import { createMemo, createResource, createSignal, For, type JSX, Show } from 'solid-js'
import type { SpeakersView } from '../../../../server/modules/transcription/contract.ts'
import { listSpeakers } from '../../../api/transcripts.ts'
import { t } from '../../../i18n/index.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { Segments } from '../../../ui/control/segments.tsx'
import { useMeeting } from '../meeting-context.ts'
import type { Speaker } from '../transcript/segment-row.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { describeImpact } from './describe-impact.ts'
import { NamePicks, type Pick } from './name-picks.tsx'
import type { TranscriptChange } from './speaker-edits.ts'
import { Suggestions } from './suggestions.tsx'

function createNaming(speaker: Speaker, others: () => Speaker[]) {
  const [name, setNameSignal] = createSignal(speaker.unnamed ? '' : speaker.name)
  const [link, setLink] = createSignal<Pick | undefined>(
    speaker.personId ? { name: speaker.name, personId: speaker.personId } : undefined,
  )
  const personId = (): string | null => link()?.personId ?? null
  return {
    name,
    personId,
    linkName: (): string | undefined => (personId() ? link()?.name : undefined),
    /** Another name is another person, until one is picked. */
    type: (next: string): void => {
      setNameSignal(next)
      if (link() && next.trim() !== link()?.name) setLink()
    },
    pick: (pick: Pick): void => {
      setNameSignal(pick.name)
      setLink(pick.personId ? pick : undefined)
    },
    unlink: (): void => {
      setLink()
    },
    sameAs: (): Speaker | undefined =>
      others().find((other) => other.name.toLowerCase() === name().trim().toLowerCase()),
  }
}

function NameForm(props: {
  naming: ReturnType<typeof createNaming>
  suggestions: SpeakersView['data'][number]['suggestions']
  takenNames: ReadonlySet<string>
  isTried: boolean
  onMerge: (into: number) => void
}): JSX.Element {
  const { naming } = props
  const fault = (): string | undefined => {
    if (props.isTried && !naming.name().trim()) return t('speakers.needName')
    const same = naming.sameAs()
    return same && t('speakers.taken', { name: same.name })
  }
  return (
    <>
      <Suggestions suggestions={props.suggestions} onPick={naming.pick} />
      <Field label={t('speakers.name')} fault={fault()}>
        {(ids) => (
          <input
            class="input"
            id={ids.id}
            name="speakerName"
            aria-describedby={ids.describedBy}
            maxLength={200}
            autocomplete="off"
            autofocus
            value={naming.name()}
            onInput={(event) => naming.type(event.currentTarget.value)}
          />
        )}
      </Field>
      <Show when={naming.sameAs()}>
        {(same) => (
          <Button size="small" class="change-aside" onClick={() => props.onMerge(same().id)}>
            {t('speakers.merge')}
          </Button>
        )}
      </Show>
      <p class="speaker-link">
        <Show when={naming.linkName()} fallback={t('speakers.notLinked')}>
          {(name) => (
            <>
              {t('speakers.linked', { name: name() })}
              <button type="button" class="link" onClick={naming.unlink}>
                {t('speakers.unlink')}
              </button>
            </>
          )}
        </Show>
      </p>
      <NamePicks
        typed={naming.name()}
        takenNames={props.takenNames}
        chosen={{ name: naming.name().trim(), personId: naming.personId() }}
        onPick={naming.pick}
      />
    </>
  )
}

function MergeForm(props: {
  speaker: Speaker
  others: Speaker[]
  countOf: (speakerId: number) => number
  into: number | undefined
  onChoose: (into: number) => void
}): JSX.Element {
  const chosen = (): Speaker | undefined => props.others.find(({ id }) => id === props.into)
  return (
    <Show when={props.others.length > 0} fallback={<p>{t('speakers.mergeNone')}</p>}>
      <Field label={t('speakers.into')}>
        {(ids) => (
          <select
            class="input"
            id={ids.id}
            name="mergeInto"
            onChange={(event) => props.onChoose(Number(event.currentTarget.value))}
          >
            <For each={props.others}>
              {(other) => (
                <option value={other.id} selected={other.id === props.into}>
                  {other.name} · {t('speakers.count', { count: props.countOf(other.id) })}
                </option>
              )}
            </For>
          </select>
        )}
      </Field>
      <p class="change-words">
        {t('speakers.mergeWords', { from: props.speaker.name, into: chosen()?.name ?? '' })}
      </p>
    </Show>
  )
}

/** Saving another name for a speaker, or giving its segments to another speaker. */
function createSpeakerChange(speaker: Speaker) {
  const { store, edits } = useMeeting()
  const others = (): Speaker[] =>
    (store.state.transcript?.speakers ?? []).filter(({ id }) => id !== speaker.id)
  const naming = createNaming(speaker, others)
  const [into, setInto] = createSignal<number | undefined>(others()[0]?.id)
  const segmentIdsOf = (speakerId: number): Set<number> =>
    new Set(
      (store.state.transcript?.data ?? [])
        .filter((segment) => segment.speakerId === speakerId)
        .map((segment) => segment.segmentId),
    )
  const renameTo = (name: string, personId: string | null): TranscriptChange => ({
    at: 'speakers',
    body: { rename: [{ id: speaker.id, name, personId }] },
  })
  return {
    others,
    naming,
    into,
    setInto,
    segmentIdsOf,
    rename: async (): Promise<boolean> => {
      const name = naming.name().trim()
      if (!name || naming.sameAs()) return false
      const personId = naming.personId()
      if (name === speaker.name && personId === speaker.personId) return true
      const done =
        name === speaker.name
          ? t('speakers.linkChanged', { name })
          : t('speakers.renamed', { from: speaker.name, to: name })
      await edits.save(renameTo(name, personId), done, renameTo(speaker.name, speaker.personId))
      return true
    },
    merge: async (): Promise<boolean> => {
      const target = others().find(({ id }) => id === into())
      if (!target) return false
      const { name } = target
      await edits.save(
        { at: 'speakers', body: { merge: [{ from: [speaker.id], into: target.id }] } },
        t('speakers.merged', { from: speaker.name, into: name }),
      )
      return true
    },
  }
}

export default function SpeakerDialog(props: {
  speaker: Speaker
  onClose: () => void
}): JSX.Element {
  const { store, edits } = useMeeting()
  // As it was when the dialog opened: what is saved reloads the transcript below it.
  const speaker = { ...props.speaker }
  const change = createSpeakerChange(speaker)
  const [mode, setMode] = createSignal<'name' | 'merge'>('name')
  const [isTried, setTried] = createSignal(false)
  const [found] = createResource(async () => {
    try {
      return await listSpeakers(store.id)
    } catch {
      // Suggestions help; naming works without them.
      return undefined
    }
  })
  const suggestions = () =>
    settled(found)?.data.find(({ id }) => id === speaker.id)?.suggestions ?? []
  const impact = createMemo(() =>
    mode() === 'name'
      ? t('speakers.renameImpact')
      : describeImpact(edits.citing(change.segmentIdsOf(speaker.id))),
  )
  const save = (): Promise<boolean> => {
    if (mode() === 'merge') return change.merge()
    setTried(true)
    return change.rename()
  }
  return (
    <ChangeDialog
      title={t('speakers.title', { name: speaker.name })}
      keepAt={`speaker.${store.id}.${speaker.id}`}
      submit={mode() === 'name' ? t('action.save') : t('speakers.merge')}
      run={save}
      impact={impact()}
      onClose={props.onClose}
    >
      <Segments
        label={t('speakers.tabs')}
        value={mode()}
        choices={[
          { value: 'name', label: t('speakers.tab.name') },
          { value: 'merge', label: t('speakers.tab.merge') },
        ]}
        onChoose={setMode}
      />
      <Show
        when={mode() === 'name'}
        fallback={
          <MergeForm
            speaker={speaker}
            others={change.others()}
            countOf={(id) => change.segmentIdsOf(id).size}
            into={change.into()}
            onChoose={change.setInto}
          />
        }
      >
        <NameForm
          naming={change.naming}
          suggestions={suggestions()}
          takenNames={new Set(change.others().map(({ name }) => name))}
          isTried={isTried()}
          onMerge={(target) => {
            change.setInto(target)
            setMode('merge')
          }}
        />
      </Show>
    </ChangeDialog>
  )
}
