/** A form with one file (RFC 7578), generated while it is sent: the file is never held in full. */
export interface StreamedForm {
  body: ReadableStream<Uint8Array>
  contentType: string
  sizeBytes: number
}

export interface FormFile {
  name: string
  contentType: string
  sizeBytes: number
  body: ReadableStream<Uint8Array>
}

export function streamForm(fields: [name: string, value: string][], file: FormFile): StreamedForm {
  const boundary = `aam-${crypto.randomUUID()}`
  const encoder = new TextEncoder()
  const parts = fields.map(
    ([name, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  )
  const head = encoder.encode(
    `${parts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: ${file.contentType}\r\n\r\n`,
  )
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`)
  return {
    body: concatenate(head, file.body, tail),
    contentType: `multipart/form-data; boundary=${boundary}`,
    sizeBytes: head.byteLength + file.sizeBytes + tail.byteLength,
  }
}

function concatenate(
  head: Uint8Array,
  middle: ReadableStream<Uint8Array>,
  tail: Uint8Array,
): ReadableStream<Uint8Array> {
  const reader = middle.getReader()
  let isOpen = false
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (!isOpen) {
          isOpen = true
          controller.enqueue(head)
          return
        }
        const { done, value } = await reader.read()
        if (!done) {
          controller.enqueue(value)
          return
        }
        controller.enqueue(tail)
        controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
