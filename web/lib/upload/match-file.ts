/** What a browser tells about a file without reading it. */
export interface FileTraits {
  fileName: string
  sizeBytes: number
  lastModifiedMs: number
}

export const traitsOf = (file: File): FileTraits => ({
  fileName: file.name,
  sizeBytes: file.size,
  lastModifiedMs: file.lastModified,
})

export const isSameFile = (a: FileTraits, b: FileTraits): boolean =>
  a.fileName === b.fileName && a.sizeBytes === b.sizeBytes && a.lastModifiedMs === b.lastModifiedMs

/** One name for one file in every tab. */
export const traitsKey = ({ fileName, sizeBytes, lastModifiedMs }: FileTraits): string =>
  JSON.stringify([fileName, sizeBytes, lastModifiedMs])
