import { invalid } from './fault.ts'
import type { Fields, Value } from './form.ts'

/** Parses the fields of a request, and rejects what Stripe would reject. */
export class Params {
  constructor(
    readonly fields: Fields,
    readonly prefix = '',
  ) {}

  name(key: string): string {
    return this.prefix ? `${this.prefix}[${key}]` : key
  }

  /** Whether the field was sent, even empty. */
  has(key: string): boolean {
    return this.fields[key] !== undefined
  }

  /** Text, or null if it is omitted or empty (which unsets a field). */
  text(key: string): string | null {
    const value = this.fields[key]
    if (value === undefined || value === '') return null
    if (typeof value !== 'string') throw invalid(`Invalid string: ${key}`, this.name(key))
    return value
  }

  needText(key: string): string {
    const value = this.text(key)
    if (value === null) {
      throw invalid(
        `Missing required param: ${this.name(key)}.`,
        this.name(key),
        'parameter_missing',
      )
    }
    return value
  }

  /** A URL; anything else is rejected. */
  address(key: string): string | null {
    const value = this.text(key)
    if (value !== null && !/^https?:\/\//.test(value)) {
      throw invalid('Not a valid URL', this.name(key), 'url_invalid')
    }
    return value
  }

  choice<T extends string>(key: string, allowed: readonly T[]): T | null {
    const value = this.text(key)
    if (value === null) return null
    if (!allowed.includes(value as T)) {
      throw invalid(
        `Invalid ${this.name(key)}: must be one of ${allowed.join(', ')}`,
        this.name(key),
      )
    }
    return value as T
  }

  integer(key: string): number | null {
    const value = this.text(key)
    if (value === null) return null
    if (!/^-?\d+$/.test(value)) {
      throw invalid(`Invalid integer: ${value}`, this.name(key), 'parameter_invalid_integer')
    }
    return Number(value)
  }

  flag(key: string): boolean | null {
    const value = this.text(key)
    if (value === null) return null
    if (value !== 'true' && value !== 'false') {
      throw invalid(`Invalid boolean: ${value}`, this.name(key))
    }
    return value === 'true'
  }

  inside(key: string): Params | null {
    const value = this.fields[key]
    if (value === undefined || value === '') return null
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw invalid('Invalid object', this.name(key))
    }
    return new Params(value, this.name(key))
  }

  each(key: string): Params[] {
    const value = this.fields[key]
    if (value === undefined || value === '') return []
    if (!Array.isArray(value)) throw invalid('Invalid array', this.name(key))
    return value.map((inner, at) => {
      if (typeof inner !== 'object' || Array.isArray(inner)) {
        throw invalid('Invalid object', `${this.name(key)}[${at}]`)
      }
      return new Params(inner, `${this.name(key)}[${at}]`)
    })
  }

  texts(key: string): string[] {
    const value = this.fields[key]
    if (value === undefined || value === '') return []
    const list: Value[] = Array.isArray(value) ? value : [value]
    return list.map((inner) => {
      if (typeof inner !== 'string') throw invalid('Invalid string', this.name(key))
      return inner
    })
  }

  /** The new metadata: keys are merged, an empty value removes its key, empty metadata remove all. */
  metadata(before: Record<string, string> = {}): Record<string, string> {
    const value = this.fields.metadata
    if (value === undefined) return before
    if (value === '') return {}
    const merged = { ...before }
    for (const [key, text] of Object.entries(value)) {
      if (typeof text !== 'string') throw invalid('Invalid string', `metadata[${key}]`)
      if (key.length > 40) throw invalid('Metadata keys can be at most 40 characters', 'metadata')
      if (text.length > 500)
        throw invalid('Metadata values can be at most 500 characters', 'metadata')
      if (text === '') delete merged[key]
      else merged[key] = text
    }
    if (Object.keys(merged).length > 50)
      throw invalid('Metadata can hold at most 50 keys', 'metadata')
    return merged
  }

  /** Rejects every other field. */
  only(known: readonly string[]): void {
    for (const key of Object.keys(this.fields)) {
      if (key === 'expand' || known.includes(key)) continue
      const name = this.name(key)
      throw invalid(`Received unknown parameter: ${name}`, name, 'parameter_unknown')
    }
  }
}
