import {
  type FieldSpec,
  resolveDueOn,
  rolesOf,
  type SectionRequest,
  type SectionSpec,
} from '../engine/index.ts'
import { locales } from '../vocabulary.ts'

interface Stated {
  field: FieldSpec | undefined
  content: string
}

const nothing: Stated = { field: undefined, content: '' }

/**
 * What was found for a field of the shipped scenarios, in the field that a section of its own making has for it: the
 * person it falls to, the day until which, the urgency.
 */
export function alsoAs(
  { pack, meeting }: Pick<SectionRequest, 'pack' | 'meeting'>,
  section: SectionSpec,
  name: string,
  content: string,
): Stated {
  if (content === '') return nothing
  const { owner, due } = rolesOf(section)
  switch (name) {
    case 'owner':
    case 'promisedBy':
      return { field: owner ?? undefined, content }
    case 'dueText': {
      const spoken = section.fields.find((field) => field.name === due?.computedFrom)
      if (spoken) return { field: spoken, content }
      const day = due && resolveDueOn(content, meeting.startedAt)
      return day ? { field: due, content: day } : nothing
    }
    case 'priority': {
      const field = section.fields.find((one) => one.name === section.priority)
      const code = field?.enum?.find((value) => levelOf(pack.labels, field, value) === content)
      return code === undefined ? nothing : { field, content: code }
    }
    default:
      return nothing
  }
}

const levels: Record<string, RegExp> = {
  high: /^(?:high|urgent|critical|высок|срочн|критич)/iu,
  low: /^(?:low|minor|низк|несрочн)/iu,
}

function levelOf(
  labels: SectionRequest['pack']['labels'],
  { enumName }: FieldSpec,
  value: string,
): string | undefined {
  const key = `enum.${enumName}.${value}`
  const titles = [value, ...locales.map((locale) => labels[locale][key] ?? '')]
  return Object.keys(levels).find((level) => titles.some((title) => levels[level]?.test(title)))
}
