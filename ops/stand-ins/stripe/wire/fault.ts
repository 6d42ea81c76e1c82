export interface FaultBody {
  type: string
  message: string
  code?: string
  param?: string
  decline_code?: string
  payment_intent?: object
}

/** An error response of Stripe; anything else that is thrown is a fault of the stand-in itself. */
export class StripeFault extends Error {
  constructor(
    readonly status: number,
    readonly body: FaultBody,
    readonly headers: Record<string, string> = {},
  ) {
    super(body.message)
  }
}

export const invalid = (message: string, param?: string, code?: string): StripeFault =>
  new StripeFault(400, {
    type: 'invalid_request_error',
    message,
    ...(param ? { param } : {}),
    ...(code ? { code } : {}),
  })

export const missing = (kind: string, id: string, param = 'id'): StripeFault =>
  new StripeFault(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  })
