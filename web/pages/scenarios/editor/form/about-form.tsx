import type { JSX } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { useEditor } from '../editor-context.ts'
import { setDefaultLanguage, setMeetingType, setPackWords } from '../pack/edit-about.ts'
import { jsonFiles } from '../pack/pack-files.ts'
import type { PackForm, Words } from '../pack/read-pack.ts'
import { Choose } from './control/choose.tsx'
import { LiveText } from './control/live-text.tsx'

/** What is said of the scenario as a whole. */
export function AboutForm(props: { form: PackForm }): JSX.Element {
  const editor = useEditor()
  const set = (key: 'title' | 'description', locale: keyof Words, text: string): void =>
    editor.edit((files) => setPackWords(files, key, locale, text), `${key} ${locale}`)
  const words = (
    key: 'title' | 'description',
    locale: keyof Words,
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
      fault={editor.faultAt(jsonFiles.manifest, `/${key}/${locale}`)}
      onInput={(text) => set(key, locale, text)}
    />
  )
  return (
    <section class="form" aria-label={t('editor.about')}>
      <div class="form-pair">
        {words('title', 'en', t('editor.titleEn'), 80)}
        {words('title', 'ru', t('editor.titleRu'), 80)}
      </div>
      <div class="form-pair">
        {words('description', 'en', t('editor.about.wordsEn'), 400)}
        {words('description', 'ru', t('editor.about.wordsRu'), 400)}
      </div>
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
          choices={[
            { value: 'en', label: t('editor.about.en') },
            { value: 'ru', label: t('editor.about.ru') },
          ]}
          onChoose={(value) => editor.edit((files) => setDefaultLanguage(files, value))}
        />
      </div>
    </section>
  )
}
