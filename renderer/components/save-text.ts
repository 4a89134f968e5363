/** Hands text to the browser as a file to save. */
export function saveText(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download holds its own reference by now; a later task is early enough to let go of ours.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
