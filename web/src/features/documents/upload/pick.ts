// Files out of a file dialog or a drop, folders included, with the names they shall have.
import type { PickedFile } from "./queue";

/** Files that programs leave behind and nobody means to upload. */
export function isClutter(name: string): boolean {
  const base = name.split("/").at(-1) ?? name;
  return base.startsWith(".") || base.startsWith("~$") || base === "Thumbs.db" || base === "desktop.ini";
}

const wanted = (files: PickedFile[]) => files.filter(({ name }) => !isClutter(name));

/** From <input type="file">, with webkitdirectory or without. */
export const pickedFrom = (files: Iterable<File>) =>
  wanted([...files].map((file) => ({ file, name: file.webkitRelativePath || file.name })));

/** From a drop. Must be called inside the event: the items are gone when it returns. */
export async function droppedFrom(data: DataTransfer): Promise<PickedFile[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry != null);
  if (entries.length === 0) return pickedFrom(data.files);
  return wanted((await Promise.all(entries.map(filesOf))).flat());
}

async function filesOf(entry: FileSystemEntry): Promise<PickedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ file, name: entry.fullPath.replace(/^\//, "") }];
  }
  const files: PickedFile[] = [];
  for (const child of await childrenOf(entry as FileSystemDirectoryEntry)) files.push(...(await filesOf(child)));
  return files;
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    // A reader gives about a hundred entries at a time and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return children;
    children.push(...some);
  }
}
