import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { renderMarkdown } from '../../../plugins/engine/index.ts'
import { createPacks, readBuiltInPacks } from '../../modules/scenarios/index.ts'
import { ImportError, parseTranscript } from '../../../plugins/importers/index.ts'
import { runOnce } from '../run-once.ts'
import { type Command, CommandFailed } from '../command.ts'
import { localeChoice, readLocale } from '../read-locale.ts'

export const command: Command = {
  usage: `Usage: bun aam process FILE [--scenario general-minutes] [--language ${localeChoice}] [--date 2026-11-18] [--format md|json] [--json]

Runs one transcript through import, scenario and evidence, and prints the result. Needs no
services; LLM_PROVIDER and OPENAI_* choose what fills the sections.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        scenario: { type: 'string', default: 'general-minutes' },
        language: { type: 'string' },
        date: { type: 'string' },
        format: { type: 'string', default: 'md' },
        json: { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    })
    const [file] = positionals
    if (!file)
      throw new CommandFailed('Name the FILE to process; bun aam process --help says more.')
    const format = values.json ? 'json' : values.format
    if (format !== 'md' && format !== 'json')
      throw new CommandFailed('--format must be md or json.')
    const pack = createPacks(await readBuiltInPacks()).findBuiltIn(values.scenario)
    if (!pack) throw new CommandFailed(`There is no scenario “${values.scenario}”.`)
    const imported = await read(file)
    const segments = imported.segments.map((segment, at) => ({
      ordinal: at + 1,
      rev: 1,
      ...segment,
    }))
    const output = await runOnce({
      pack,
      segments,
      meeting: {
        title: imported.title ?? basename(file),
        startedAt: readDate(values.date),
        language:
          (values.language === undefined ? null : readLocale(values.language)) ??
          imported.language ??
          pack.manifest.defaultLanguage,
        participants: [],
        clientName: null,
        terms: [],
      },
    })
    console.log(
      format === 'json'
        ? JSON.stringify(output, null, 2)
        : renderMarkdown(pack, output, segments, output.language),
    )
    return 0
  },
}

async function read(path: string) {
  const file = Bun.file(path)
  if (!existsSync(path)) throw new CommandFailed(`There is no file ${path}.`)
  if (statSync(path).isDirectory())
    throw new CommandFailed(`${path} is a folder. Name one transcript in it.`)
  try {
    return parseTranscript(new Uint8Array(await file.arrayBuffer()), { fileName: basename(path) })
  } catch (error) {
    if (error instanceof ImportError) throw new CommandFailed(`${basename(path)}: ${error.detail}`)
    throw error
  }
}

function readDate(given: string | undefined): string | null {
  if (given === undefined) return null
  const date = new Date(given)
  if (Number.isNaN(date.getTime())) throw new CommandFailed('--date must look like 2026-11-18.')
  return date.toISOString()
}
