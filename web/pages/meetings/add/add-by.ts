/** How a meeting is added: files, or a transcript as text. */
export type AddBy = 'file' | 'text'
