import { AppError } from '../platform/errors.ts'

/** `uri-host [ ":" port ]` with names and addresses as browsers and proxies send them (RFC 9110, section 7.2). */
const hostPattern = /^(?:\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::\d{0,5})?$/i

/** The requested URL. Throws `malformed_request` when the Host header is not valid. */
export function targetOf(request: Request): URL {
  const host = request.headers.get('host')
  const url = host === null || hostPattern.test(host) ? URL.parse(request.url) : null
  if (url) return url
  throw new AppError(
    'malformed_request',
    'The Host header is not a host name with an optional port. Send the name of your organisation’s address, e.g. demo.localhost:3000.',
    [],
    {},
    'Заголовок Host – не имя узла с необязательным портом. Укажите имя из адреса вашей организации, например demo.localhost:3000.',
  )
}
