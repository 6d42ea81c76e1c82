import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { pointerToken, type Problems } from './pack-error.ts'
import type { ProblemCode } from './messages/en.ts'
import type { ProblemParams } from './messages/problem-text.ts'

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, logger: false })

/**
 * Checks a file of a pack, or a place in it (`file#/pointer`), against one of our own schemas; faults become problems
 * with messages.
 */
export type Shape<T> = (value: unknown, file: string, problems: Problems) => value is T

/** Compiled on first use: most processes never check most of the files. */
export function compileShape<T>(schema: object): Shape<T> {
  let compiled: ValidateFunction<T> | undefined
  return (value, file, problems): value is T => {
    const validate = (compiled ??= ajv.compile<T>(schema))
    if (validate(value)) return true
    for (const error of validate.errors ?? []) {
      const { pointer, code, params } = toProblem(error)
      problems.add(`${file}${file.includes('#') ? '' : '#'}${pointer}`, code, params)
    }
    return false
  }
}

interface Told {
  pointer: string
  code: ProblemCode
  params: ProblemParams
}

const LIMITS: Record<string, ProblemCode> = {
  maxLength: 'shape-too-long',
  maxItems: 'shape-too-many',
  maxProperties: 'shape-too-many',
  maximum: 'shape-too-large',
  minLength: 'shape-too-short',
  minItems: 'shape-too-few',
  minProperties: 'shape-too-few',
  minimum: 'shape-too-small',
}

function toProblem({ keyword, params, instancePath: pointer, message }: ErrorObject): Told {
  const told = (code: ProblemCode, more: ProblemParams = {}) => ({ pointer, code, params: more })
  const limit = LIMITS[keyword]
  if (limit) return told(limit, { limit: Number(params['limit']) })
  switch (keyword) {
    case 'required':
      return told('shape-missing', { name: String(params['missingProperty']) })
    case 'additionalProperties': {
      const name = String(params['additionalProperty']).slice(0, 80)
      return { ...told('shape-unknown', { name }), pointer: `${pointer}/${pointerToken(name)}` }
    }
    case 'type':
      return told('shape-type', { type: String(params['type']) })
    case 'enum':
      return told('shape-values', { allowed: (params['allowedValues'] as unknown[]).join(', ') })
    case 'const':
      return told('shape-values', { allowed: String(params['allowedValue']) })
    case 'pattern':
      return told('shape-pattern')
    case 'uniqueItems':
      return told('shape-repeated')
    default:
      return told('shape-other', { detail: (message ?? keyword).slice(0, 200) })
  }
}
