/**
 * Keeps the window to the app: no other page in it, no window beside it, no permission, no embedded guest.
 *
 * Source: Electron "Security", checklist items 4, 12, 13, 14 and 18.
 */
import type { Session, WebContents } from 'electron';
import { isOwn } from './address.ts';

function stay(event: { url: string; preventDefault(): void }): void {
  if (!isOwn(event.url)) event.preventDefault();
}

export function confineContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', event => event.preventDefault());
}

/** The one thing a page may do: put text on the clipboard, when the user presses "Copy". */
const granted = 'clipboard-sanitized-write';

export function confineSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === granted));
  session.setPermissionCheckHandler((_contents, permission) => permission === granted);
}
