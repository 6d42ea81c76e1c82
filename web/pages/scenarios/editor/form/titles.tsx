import { For, type JSX } from 'solid-js'
import { readersFirst, t } from '../../../../i18n/index.ts'
import { useEditor } from '../editor-context.ts'
import { languageLabels } from '../language-labels.ts'
import { setLabel } from '../pack/edit-sections.ts'
import type { Words } from '../pack/read-pack.ts'
import { LiveText } from './control/live-text.tsx'
import { otherWords } from './title-of.ts'

const maxTitleChars = 200

/** Inputs for the title of a section or field in each language; `name` is its label key. */
export function Titles(props: { name: string; title: Words }): JSX.Element {
  const editor = useEditor()
  return (
    <div class="form-pair">
      <For each={readersFirst()}>
        {(lang) => (
          <LiveText
            label={t(languageLabels[lang].title)}
            lang={lang}
            maxLength={maxTitleChars}
            disabled={!editor.mayEdit()}
            value={props.title[lang]}
            placeholder={otherWords(props.title, lang)}
            fault={editor.titleFault(props.name, lang)}
            onLeave={() => editor.leaveTitle(props.name, lang)}
            onInput={(text) =>
              editor.edit(
                (files) => setLabel(files, props.name, lang, text),
                `title ${props.name} ${lang}`,
              )
            }
          />
        )}
      </For>
    </div>
  )
}
