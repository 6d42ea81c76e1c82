import { StripeFault } from './fault.ts'

/** Stripe forgets keys after a day at the earliest. */
const keptSeconds = 86_400

interface Kept {
  at: number
  request: string
  status: number
  text: string
}

/** Responses to requests with an `Idempotency-Key`, returned again when the request is repeated. */
export class Idempotency {
  private readonly kept = new Map<string, Kept>()

  constructor(private readonly now: () => number) {}

  find(key: string, request: string): Kept | null {
    if (key.length > 255) {
      throw new StripeFault(400, {
        type: 'invalid_request_error',
        message: 'Idempotency keys can be at most 255 characters.',
      })
    }
    const kept = this.kept.get(key)
    const found = kept && kept.at > this.now() - keptSeconds ? kept : null
    if (found && found.request !== request) {
      throw new StripeFault(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      })
    }
    return found
  }

  has(key: string, request: string): boolean {
    const kept = this.kept.get(key)
    return kept?.request === request && kept.at > this.now() - keptSeconds
  }

  keep(key: string, request: string, answer: { status: number; text: string }): void {
    this.kept.set(key, { at: this.now(), request, ...answer })
  }
}
