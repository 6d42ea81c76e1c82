import { type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { useEditor } from '../editor-context.ts'
import {
  setDefinition,
  setEvidence,
  setIsList,
  setLookFor,
  setPriority,
  setRender,
  setStep,
  setTrack,
} from '../pack/edit-sections.ts'
import type { SectionForm as Section, StepForm } from '../pack/read-pack.ts'
import { ByHand } from './by-hand.tsx'
import { Choose } from './control/choose.tsx'
import { FieldTable } from './field/field-table.tsx'
import { LiveText } from './control/live-text.tsx'
import { SectionNotices } from './section-notices.tsx'
import { titleOf } from './title-of.ts'
import { Titles } from './titles.tsx'
import { evidenceRules, renderers, tracks } from '../../../../../plugins/vocabulary.ts'

function Rules(props: { section: Section }): JSX.Element {
  const editor = useEditor()
  const name = (): string => props.section.name
  return (
    <>
      <div class="form-pair">
        <Choose
          label={t('editor.evidence')}
          hint={t(`editor.evidence.${props.section.evidence}.hint`)}
          value={props.section.evidence}
          disabled={!editor.mayEdit()}
          choices={evidenceRules.map((value) => ({ value, label: t(`editor.evidence.${value}`) }))}
          onChoose={(value) => editor.edit((files) => setEvidence(files, name(), value))}
        />
        <Choose
          label={t('editor.track')}
          value={props.section.track ?? 'none'}
          disabled={!editor.mayEdit()}
          choices={[
            { value: 'none' as const, label: t('editor.track.none') },
            ...tracks.map((track) => ({ value: track, label: t(`editor.track.${track}`) })),
          ]}
          onChoose={(value) =>
            editor.edit((files) => setTrack(files, name(), value === 'none' ? null : value))
          }
        />
      </div>
      <div class="form-pair">
        <Choose
          label={t('editor.render')}
          value={props.section.render}
          disabled={!editor.mayEdit()}
          choices={renderers.map((render) => ({
            value: render,
            label: t(`editor.render.${render}`),
          }))}
          onChoose={(value) => editor.edit((files) => setRender(files, name(), value))}
        />
        <Choose
          label={t('editor.entries')}
          value={props.section.isList ? 'many' : 'one'}
          disabled={!editor.mayEdit()}
          choices={[
            { value: 'many', label: t('editor.entries.many') },
            { value: 'one', label: t('editor.entries.one') },
          ]}
          onChoose={(value) => editor.edit((files) => setIsList(files, name(), value === 'many'))}
        />
      </div>
    </>
  )
}

function More(props: { section: Section }): JSX.Element {
  const editor = useEditor()
  const name = (): string => props.section.name
  const ranks = () =>
    props.section.fields.filter(({ kind }) => kind === 'choice' || kind === 'whole-number')
  const stepWords = (step: StepForm): string => {
    const others = step.sections
      .filter((one) => one !== name())
      .map((one) =>
        titleOf(editor.form()?.sections.find((section) => section.name === one)?.title, one),
      )
    return others.length === 0
      ? t('editor.step.alone')
      : t('editor.step.with', { sections: others.join(', ') })
  }
  const steps = () => {
    const known = (editor.form()?.steps ?? []).map((step) => ({
      value: step.id,
      label: stepWords(step),
      isAlone: step.sections.length === 1 && step.sections[0] === name(),
    }))
    return known.some(({ isAlone }) => isAlone)
      ? known
      : [...known, { value: '', label: t('editor.step.alone'), isAlone: true }]
  }
  return (
    <details class="form-more">
      <summary>{t('editor.more')}</summary>
      <div class="form-pair">
        <Choose
          label={t('editor.priority')}
          hint={t('editor.priority.hint')}
          value={props.section.priority ?? ''}
          disabled={!editor.mayEdit()}
          choices={[
            { value: '', label: t('editor.priority.none') },
            ...ranks().map((field) => ({
              value: field.name,
              label: titleOf(field.title, field.name),
            })),
          ]}
          onChoose={(value) => editor.edit((files) => setPriority(files, name(), value || null))}
        />
        <Choose
          label={t('editor.step')}
          hint={t('editor.step.hint')}
          value={props.section.step ?? ''}
          disabled={!editor.mayEdit()}
          choices={steps()}
          onChoose={(value) => editor.edit((files) => setStep(files, name(), value || null))}
        />
      </div>
      <LiveText
        label={t('editor.definition')}
        hint={t('editor.definition.hint')}
        value={props.section.definition}
        disabled={!editor.mayEdit()}
        onInput={(text) =>
          editor.edit((files) => setDefinition(files, name(), text), `definition ${name()}`)
        }
      />
    </details>
  )
}

/** Form of one section: its title, what belongs into it, and the fields of its entries. */
export function SectionForm(props: { section: Section }): JSX.Element {
  const editor = useEditor()
  const name = (): string => props.section.name
  return (
    <section class="form" aria-label={titleOf(props.section.title, name())}>
      <Titles name={props.section.name} title={props.section.title} />
      <Show when={!props.section.isByHand} fallback={<ByHand section={name()} />}>
        <LiveText
          label={t('editor.lookFor')}
          placeholder={t('editor.lookFor.placeholder')}
          lines={3}
          value={props.section.lookFor}
          disabled={!editor.mayEdit()}
          onInput={(text) =>
            editor.edit((files) => setLookFor(files, name(), text), `look ${name()}`)
          }
        />
        <FieldTable section={props.section} />
        <Rules section={props.section} />
        <SectionNotices section={props.section} />
        <More section={props.section} />
      </Show>
    </section>
  )
}
