/** What Chromium offers beyond the standard's types (File System Access). */
interface AskableHandle extends FileSystemFileHandle {
  queryPermission?: (options: { mode: 'read' }) => Promise<PermissionState>
  requestPermission?: (options: { mode: 'read' }) => Promise<PermissionState>
}

const handles = new WeakMap<File, Promise<FileSystemFileHandle | undefined>>()

async function askHandle(item: DataTransferItem): Promise<FileSystemFileHandle | undefined> {
  try {
    const asking = item as DataTransferItem & {
      getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>
    }
    const handle = await asking.getAsFileSystemHandle?.()
    return handle?.kind === 'file' ? (handle as FileSystemFileHandle) : undefined
  } catch {
    return undefined
  }
}

/** The dropped files. Their handles can only be asked for while the event lasts, so they are kept. */
export function droppedFiles(transfer: DataTransfer | null): File[] {
  const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file')
  return items.flatMap((item) => {
    const file = item.getAsFile()
    if (!file) return []
    handles.set(file, askHandle(item))
    return [file]
  })
}

interface PickingWindow {
  showOpenFilePicker?: (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>
}

/**
 * The browser's own dialog for files, in the form that gives handles: none when it was closed,
 * nothing where there is no such form.
 */
export async function pickFiles(multiple: boolean): Promise<File[] | undefined> {
  try {
    const picked = await (globalThis as PickingWindow).showOpenFilePicker?.({ multiple })
    if (!picked) return undefined
    return await Promise.all(
      picked.map(async (handle) => {
        const file = await handle.getFile()
        handles.set(file, Promise.resolve(handle))
        return file
      }),
    )
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError' ? [] : undefined
  }
}

export const handleOf = async (file: File): Promise<FileSystemFileHandle | undefined> =>
  handles.get(file)

/** Whether the file may be read without asking the person. */
export async function isOpenHandle(handle: FileSystemFileHandle): Promise<boolean> {
  const state = await (handle as AskableHandle).queryPermission?.({ mode: 'read' })
  return state === 'granted'
}

/** Opens the file again, asking for leave: only after a click. Nothing when refused or gone. */
export async function reopen(handle: FileSystemFileHandle): Promise<File | undefined> {
  try {
    const asking = handle as AskableHandle
    const isOpen =
      (await isOpenHandle(handle)) ||
      (await asking.requestPermission?.({ mode: 'read' })) === 'granted'
    if (!isOpen) return undefined
    const file = await handle.getFile()
    handles.set(file, Promise.resolve(handle))
    return file
  } catch {
    return undefined
  }
}
