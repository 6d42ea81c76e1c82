import { For, type JSX } from 'solid-js'
import { readersFirst, t } from '../../../../i18n/index.ts'
import { useEditor } from '../editor-context.ts'
import { languageLabels } from '../language-labels.ts'
import {
  setDefaultLanguage,
  setLanguages,
  setMeetingType,
  setPackWords,
} from '../pack/edit-about.ts'
import { jsonFiles } from '../pack/pack-parts.ts'
import type { PackForm } from '../pack/read-pack.ts'
import { Choose } from './control/choose.tsx'
import { LiveText } from './control/live-text.tsx'
import { otherWords } from './title-of.ts'
import { type Locale, locales } from '../../../../../plugins/vocabulary.ts'

/** Form of what applies to the scenario as a whole. */
export function AboutForm(props: { form: PackForm }): JSX.Element {
  const editor = useEditor()
  const set = (key: 'title' | 'description', locale: Locale, text: string): void =>
    editor.edit((files) => setPackWords(files, key, locale, text), `${key} ${locale}`)
  const words = (
    key: 'title' | 'description',
    locale: Locale,
    label: string,
    maxLength: number,
  ): JSX.Element => (
    <LiveText
      label={label}
      lang={locale}
      maxLength={maxLength}
      {...(key === 'description' ? { lines: 3 } : {})}
      disabled={!editor.mayEdit()}
      value={props.form[key][locale]}
      placeholder={otherWords(props.form[key], locale)}
      fault={editor.faultAt(jsonFiles.manifest, `/${key}/${locale}`)}
      onInput={(text) => set(key, locale, text)}
    />
  )
  return (
    <section class="form" aria-label={t('editor.about')}>
      <div class="form-pair">
        <For each={readersFirst()}>
          {(lang) => words('title', lang, t(languageLabels[lang].title), 80)}
        </For>
      </div>
      <div class="form-pair">
        <For each={readersFirst()}>
          {(lang) => words('description', lang, t(languageLabels[lang].description), 400)}
        </For>
      </div>
      <Choose
        label={t('editor.about.languages')}
        hint={t('editor.about.languages.hint')}
        value={props.form.languages.length > 1 ? 'both' : (props.form.languages[0] ?? 'both')}
        disabled={!editor.mayEdit()}
        choices={[
          ...locales.map((value) => ({ value, label: t(languageLabels[value].only) })),
          { value: 'both' as const, label: t('editor.about.both') },
        ]}
        onChoose={(value) =>
          editor.edit((files) => setLanguages(files, value === 'both' ? locales : [value]))
        }
      />
      <div class="form-pair">
        <LiveText
          label={t('editor.about.type')}
          hint={t('editor.about.type.hint')}
          maxLength={64}
          disabled={!editor.mayEdit()}
          value={props.form.meetingType}
          fault={editor.faultAt(jsonFiles.manifest, '/meetingType')}
          onInput={(text) => editor.edit((files) => setMeetingType(files, text), 'meeting type')}
        />
        <Choose
          label={t('editor.about.language')}
          value={props.form.defaultLanguage}
          disabled={!editor.mayEdit()}
          choices={locales.map((value) => ({ value, label: t(languageLabels[value].name) }))}
          onChoose={(value) => editor.edit((files) => setDefaultLanguage(files, value))}
        />
      </div>
    </section>
  )
}
