/** Escapes text for HTML. */
export const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)

const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem}' +
  'table{width:100%;border-collapse:collapse}td,th{padding:.4rem 0;text-align:left}' +
  'td:last-child,th:last-child{text-align:right}input{font:inherit;width:100%;padding:.5rem}' +
  'button{font:inherit;padding:.5rem 1.5rem;margin:1rem 1rem 1rem 0}[role=alert]{color:#b00020}'

export const html = (language: string, title: string, body: string, status = 200): Response =>
  new Response(
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
      `<meta name="viewport" content="width=device-width"><title>${escape(title)}</title>` +
      `<style>${style}</style></head><body><main><h1>${escape(title)}</h1>${body}</main></body></html>`,
    {
      status,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    },
  )

export const redirect = (to: string): Response =>
  new Response(null, { status: 303, headers: { location: to } })
