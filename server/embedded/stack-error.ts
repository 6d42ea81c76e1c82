export type StackErrorCode =
  | 'aborted'
  | 'data_foreign'
  | 'data_version'
  | 'data_owner'
  | 'disk_full'
  | 'home_foreign'
  | 'home_in_use'
  | 'home_not_writable'
  | 'home_path'
  | 'no_postgres'
  | 'no_redis'
  | 'port_taken'
  | 'secrets_unreadable'
  | 'service_failed'
  | 'storage_credentials_missing'

/** A reason why the stack cannot start that a person can act on: what happened, and what to do next. */
export class StackError extends Error {
  override readonly name = 'StackError'

  constructor(
    readonly code: StackErrorCode,
    message: string,
    readonly remedy: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

const errnoOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined

/** Explains a full disk, a read-only folder and missing permissions; passes other errors through. */
export function explainFolderError(error: unknown, path: string): unknown {
  const errno = errnoOf(error)
  if (errno === 'ENOSPC' || errno === 'EDQUOT') return diskFull(path, error)
  if (errno === 'EACCES' || errno === 'EPERM' || errno === 'EROFS') {
    return new StackError(
      'home_not_writable',
      `AAM cannot write to ${path} (${errno}).`,
      'Give the user that runs AAM the right to write there, or choose another folder with --home or AAM_HOME.',
      { cause: error },
    )
  }
  if (errno === 'ENOTDIR' || errno === 'EEXIST') {
    return new StackError(
      'home_not_writable',
      `${path} cannot be used as a folder: a part of the path is a file.`,
      'Choose another folder with --home or AAM_HOME.',
      { cause: error },
    )
  }
  if (errno === 'ENAMETOOLONG') return pathTooLong(path)
  return error
}

export const diskFull = (path: string, cause?: unknown): StackError =>
  new StackError(
    'disk_full',
    `The disk that holds ${path} is full.`,
    'Free some space there, or choose a folder on another disk with --home or AAM_HOME, then start again. Nothing that was stored is lost.',
    { cause },
  )

export const pathTooLong = (path: string): StackError =>
  new StackError(
    'home_path',
    `The path of the state folder is too long (${Buffer.byteLength(path)} bytes).`,
    'Choose a folder with a shorter path with --home or AAM_HOME.',
  )
