import { unknownField } from './item/format-field.ts'
import type { ArtifactView, ItemView } from '../../../server/modules/analysis/contract.ts'
import type { SectionView } from '../../../server/modules/scenarios/contract.ts'
import { renderers } from '../../../plugins/vocabulary.ts'

type ArtifactSection = ArtifactView['sections'][number]

/** A section of the result with the pack's annotations that say how to show it. */
export interface ShownSection {
  name: string
  view: SectionView
  state: ArtifactSection['state']
  errors: ArtifactSection['errors']
  items: ItemView[]
}

/** What is shown: the result, and what the scenario says of its sections. */
export interface Shown {
  artifact?: ArtifactView
  scenario?: { sections: SectionView[] }
}

/** What can be told from the values alone, for a section that the scenario does not know. */
function guessView(section: ArtifactSection): SectionView {
  const names = [...new Set(section.items.flatMap((item) => Object.keys(item.value)))]
  return {
    name: section.name,
    title: section.title,
    order: Number.MAX_SAFE_INTEGER,
    render: renderers.find((render) => render === section.render) ?? 'list',
    evidence: 'optional',
    track: null,
    priority: null,
    grade: null,
    isList: true,
    textField: names[0] ?? '',
    fields: names.map(unknownField),
  }
}

export function orderedSections(state: Shown): ShownSection[] {
  const views = new Map(state.scenario?.sections.map((view) => [view.name, view]))
  return (state.artifact?.sections ?? [])
    .map((section) => ({
      name: section.name,
      view: views.get(section.name) ?? guessView(section),
      state: section.state,
      errors: section.errors,
      items: section.items,
    }))
    .sort((a, b) => a.view.order - b.view.order)
}
