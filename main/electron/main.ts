/**
 * The Electron shell: one sandboxed window over the same handler that the web shell serves.
 *
 * There is no preload script and no message channel of Electron's: the page fetches from `bindery://app/`.
 * Source: Electron 45, `protocol.handle`, and "Security".
 */
import { parseArgs } from 'node:util';
import { app, dialog, Menu, protocol, session } from 'electron';
import { reportBug } from '../api/bug.ts';
import { composeHandler } from '../compose.ts';
import { isOwn, SCHEME } from './address.ts';
import { confineContents, confineSession } from './confine.ts';
import { createMenu } from './menu.ts';
import { openWindow, raiseWindow } from './window.ts';

// Electron takes the scheme's rights only before it is ready.
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
]);
app.enableSandbox();
app.on('web-contents-created', (_event, contents) => confineContents(contents));

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', raiseWindow);
  void app.whenReady().then(start).catch(giveUp);
} else {
  app.quit();
}

async function start(): Promise<void> {
  const handler = composeHandler({ shell: 'electron', root: rootArgument(process.argv) });
  confineSession(session.defaultSession);
  protocol.handle(SCHEME, request =>
    isOwn(request.url) ? handler(request) : new Response('There is no such page.', { status: 404 }),
  );
  Menu.setApplicationMenu(createMenu());
  await openWindow();
}

/** `--root DIR`: a recorded host. Chromium's own switches stand in the same list and are not ours to judge. */
function rootArgument(argv: readonly string[]): string | undefined {
  const { values } = parseArgs({ args: argv.slice(1), options: { root: { type: 'string' } }, strict: false });
  return typeof values.root === 'string' ? values.root : undefined;
}

/** Without a window nobody would see why there is none. */
function giveUp(error: unknown): void {
  const id = reportBug(error, 'the start of the window');
  dialog.showErrorBox(
    'Bindery could not open its window',
    `${String(error)}\n\nThe terminal has the details under ${id}.`,
  );
  app.exit(1);
}
