/** The one window: a sandboxed page without Node and without a preload script. All it can do is ask the handler. */
import { BrowserWindow } from 'electron';
import { HOME } from './address.ts';

export async function openWindow(): Promise<void> {
  const window = new BrowserWindow({
    width: 1280,
    height: 860,
    minWidth: 480,
    minHeight: 400,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      // Chromium would fetch its dictionaries from the network.
      spellcheck: false,
    },
  });
  // Shown when there is something to see.
  window.once('ready-to-show', () => window.show());
  await window.loadURL(HOME);
}

/** A second start brings the first one's window to the front. */
export function raiseWindow(): void {
  const window = BrowserWindow.getAllWindows()[0];
  if (window?.isMinimized()) window.restore();
  window?.focus();
}
