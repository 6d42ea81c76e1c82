import type { PackFiles, PackManifest } from '../types.ts'
import type { Problems } from './pack-error.ts'

/** The placeholders that a prompt may contain. */
export const PLACEHOLDERS = ['meeting', 'client', 'participants', 'terms', 'sections', 'language']

const MAX_PROMPT_LENGTH = 20_000

/** Checks `prompts/*.md`: one `system.md`, one file for each step, known placeholders only. */
export function readPrompts(
  manifest: PackManifest,
  files: PackFiles,
  problems: Problems,
): Record<string, string> {
  const prompts: Record<string, string> = {}
  for (const name of ['system', ...manifest.steps.map((step) => step.id)]) {
    const file = `prompts/${name}.md`
    const text = files[file]
    if (text === undefined || text.trim() === '') {
      problems.add(`${file}#`, 'prompt-missing')
      continue
    }
    checkPrompt(file, text, problems)
    prompts[name] = text
  }
  for (const file of Object.keys(files)) {
    const name = /^prompts\/(.+)\.md$/.exec(file)?.[1]
    if (name !== undefined && !Object.hasOwn(prompts, name) && files[file]?.trim() !== '') {
      problems.add(`${file}#`, 'prompt-unused')
    }
  }
  return prompts
}

function checkPrompt(file: string, text: string, problems: Problems): void {
  if (text.length > MAX_PROMPT_LENGTH) {
    problems.add(`${file}#`, 'prompt-too-long', { max: MAX_PROMPT_LENGTH })
    return
  }
  for (const [index, line] of text.split('\n').entries()) {
    for (const match of line.matchAll(/\{\{([^{}]*)\}\}|\{\{|\}\}/g)) {
      const name = match[1]?.trim()
      if (name === undefined || !PLACEHOLDERS.includes(name)) {
        problems.add(`${file}#/${index + 1}`, 'placeholder-unknown', {
          line: index + 1,
          found: match[0].slice(0, 60),
          known: PLACEHOLDERS.map((known) => `{{${known}}}`).join(', '),
        })
      }
    }
  }
}
