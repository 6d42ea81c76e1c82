import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dir, '../..')
const composeFile = join(root, 'docker-compose.yml')

/** The part of https://github.com/compose-spec/compose-spec that docker-compose.yml uses. */
export interface ComposeService {
  image: string
  build?: { context: string; args?: Record<string, string> }
  profiles: string[]
  user?: string
  entrypoint?: string[]
  command?: string[]
  restart?: string
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  environment?: Record<string, string>
  secrets?: string[]
  volumes?: string[]
  tmpfs?: string[]
  ports?: string[]
  networks?: string[]
  depends_on?: Record<string, { condition: string; required?: boolean }>
  stop_grace_period?: string
  healthcheck?: { test?: string[]; disable?: boolean }
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string; pids?: number } } }
}

export interface ComposeFile {
  services: Record<string, ComposeService>
  volumes: Record<string, unknown>
  networks: Record<string, { ipam?: { config: { subnet: string }[] } }>
  secrets: Record<string, { file: string }>
}

/** docker-compose.yml as written. */
export const readRaw = (): unknown => Bun.YAML.parse(readFileSync(composeFile, 'utf8'))

/** docker-compose.yml with its variables expanded. */
export const readCompose = (env: Record<string, string | undefined> = {}): ComposeFile =>
  fillIn(readRaw(), env) as ComposeFile

/** Names of all variables that the file uses. */
export function variablesOf(text: string = readFileSync(composeFile, 'utf8')): Set<string> {
  return new Set([...text.matchAll(/(?<!\$)\$\{([A-Z_][A-Z0-9_]*)/g)].map(([, name = '']) => name))
}

function fillIn(value: unknown, env: Record<string, string | undefined>): unknown {
  if (typeof value === 'string') return interpolate(value, env)
  if (Array.isArray(value)) return value.map((one) => fillIn(one, env))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fillIn(one, env)]))
}

/** `${NAME}` and `${NAME:-default}`, whose default may contain more of them; `$$` is one `$`. */
export function interpolate(text: string, env: Record<string, string | undefined>): string {
  let out = ''
  for (let at = 0; at < text.length;) {
    if (text.startsWith('$$', at)) {
      out += '$'
      at += 2
    } else if (text.startsWith('${', at)) {
      const end = closingOf(text, at + 2)
      const [, name = '', otherwise = ''] =
        /^([A-Z_][A-Z0-9_]*)(?::-([^]*))?$/.exec(text.slice(at + 2, end)) ?? []
      if (name === '') throw new Error(`not a variable: ${text}`)
      out += env[name] || interpolate(otherwise, env)
      at = end + 1
    } else {
      out += text[at]
      at += 1
    }
  }
  return out
}

function closingOf(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at += 1) {
    if (text.startsWith('${', at)) depth += 1
    if (text[at] === '}') depth -= 1
    if (depth === 0) return at
  }
  throw new Error(`a brace is missing: ${text}`)
}
