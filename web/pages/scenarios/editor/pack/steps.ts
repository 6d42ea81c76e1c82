import { isObject, type JsonObject } from '../json/read-json.ts'
import type { PackParts } from './pack-parts.ts'
import { textIn, withMember } from './json-members.ts'
import { promptPath, writePoint } from './prompts.ts'

const stepsOf = (manifest: JsonObject): JsonObject[] =>
  Array.isArray(manifest['steps']) ? manifest['steps'].filter(isObject) : []

const sectionsOf = (step: JsonObject): string[] =>
  Array.isArray(step['sections']) ? step['sections'].map(String) : []

/** The step that a new section goes to: the first with a large model. */
export function chooseStep(manifest: JsonObject): string | null {
  const steps = stepsOf(manifest)
  const step = steps.find(({ model }) => model === 'large') ?? steps[0]
  return step ? textIn(step, 'id') : null
}

const withSteps = (parts: PackParts, steps: JsonObject[]): PackParts => ({
  ...parts,
  manifest: withMember(parts.manifest, 'steps', steps),
})

/** Puts a section into a step; `null` creates one for it. */
export function addToStep(parts: PackParts, step: string | null, section: string): PackParts {
  if (step === null) return addStep(parts, section)
  return withSteps(
    parts,
    stepsOf(parts.manifest).map((one) =>
      textIn(one, 'id') === step ? withMember(one, 'sections', [...sectionsOf(one), section]) : one,
    ),
  )
}

/** Step ids are kebab-case; the prompt's file has the same name. */
function addStep(parts: PackParts, section: string): PackParts {
  const steps = stepsOf(parts.manifest)
  const ids = new Set(['system', ...steps.map((step) => textIn(step, 'id'))])
  const kebab = section.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).slice(0, 36)
  let step = kebab
  for (let count = 2; ids.has(step) || parts.files[promptPath(step)] !== undefined; count += 1) {
    step = `${kebab}-${count}`
  }
  const added = withSteps(parts, [
    ...steps,
    { id: step, sections: [section], after: [], model: 'large' },
  ])
  const files = { ...added.files, [promptPath(step)]: 'Fill these sections: {{sections}}.\n' }
  return { ...added, files }
}

/** Removes a step without sections, its prompt, and the dependencies on it. */
export function dropFromSteps(parts: PackParts, section: string): PackParts {
  const asking = stepsOf(parts.manifest).filter((step) => sectionsOf(step).includes(section))
  let next = parts
  for (const step of asking) {
    const id = textIn(step, 'id')
    const left = sectionsOf(step).filter((name) => name !== section)
    const files = writePoint(next.files, { id, sections: sectionsOf(step) }, section, '')
    next = left.length > 0 ? keepStep({ ...next, files }, id, left) : dropStep(next, id)
  }
  return next
}

const keepStep = (parts: PackParts, id: string, sections: string[]): PackParts =>
  withSteps(
    parts,
    stepsOf(parts.manifest).map((step) =>
      textIn(step, 'id') === id ? withMember(step, 'sections', sections) : step,
    ),
  )

function dropStep(parts: PackParts, id: string): PackParts {
  const steps = stepsOf(parts.manifest)
    .filter((step) => textIn(step, 'id') !== id)
    .map((step) => {
      const after = Array.isArray(step['after']) ? step['after'] : []
      return after.includes(id)
        ? withMember(
            step,
            'after',
            after.filter((earlier) => earlier !== id),
          )
        : step
    })
  const files = { ...parts.files }
  delete files[promptPath(id)]
  return withSteps({ ...parts, files }, steps)
}

/** Moves a section to another step, or to one of its own. */
export const moveToStep = (parts: PackParts, section: string, step: string | null): PackParts =>
  addToStep(dropFromSteps(parts, section), step, section)
