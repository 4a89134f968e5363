import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Handler } from '../api/handler.ts';

/** What the main process did with Electron, recorded by a module mock. */
const electron = vi.hoisted(() => ({
  app: {
    on: vi.fn(),
    whenReady: vi.fn(),
    requestSingleInstanceLock: vi.fn(),
    quit: vi.fn(),
    exit: vi.fn(),
    enableSandbox: vi.fn(),
  },
  dialog: { showErrorBox: vi.fn() },
  protocol: { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() },
  session: { defaultSession: { setPermissionRequestHandler: vi.fn(), setPermissionCheckHandler: vi.fn() } },
  Menu: { buildFromTemplate: vi.fn(() => 'the menu'), setApplicationMenu: vi.fn() },
  BrowserWindow: Object.assign(vi.fn(), { getAllWindows: vi.fn() }),
}));
vi.mock('electron', () => electron);

const handler = vi.hoisted(() => vi.fn<Handler>());
const composeHandler = vi.hoisted(() => vi.fn(() => handler));
vi.mock('../compose.ts', () => ({ composeHandler }));

const window = {
  once: vi.fn(),
  show: vi.fn(),
  loadURL: vi.fn(async () => {}),
  isMinimized: vi.fn(() => true),
  restore: vi.fn(),
  focus: vi.fn(),
};

type Start = { isFirst?: boolean; opens?: boolean; argv?: string[] };

async function run({ isFirst = true, opens = isFirst, argv = ['electron', '.'] }: Start = {}): Promise<void> {
  vi.resetModules();
  vi.clearAllMocks();
  electron.app.whenReady.mockResolvedValue(undefined);
  electron.app.requestSingleInstanceLock.mockReturnValue(isFirst);
  electron.BrowserWindow.mockImplementation(function () {
    return window;
  });
  electron.BrowserWindow.getAllWindows.mockReturnValue([window]);
  handler.mockResolvedValue(new Response('the app'));
  vi.spyOn(process, 'argv', 'get').mockReturnValue(argv);
  await import('./main.ts');
  if (opens) await vi.waitFor(() => expect(window.loadURL).toHaveBeenCalled());
}

/** What main.ts gave to `app.on(event, ...)`. */
const listener = (event: string) => electron.app.on.mock.calls.find(([name]) => name === event)?.[1];

describe('the first instance', () => {
  beforeEach(() => run());

  test('registers its scheme before Electron is ready', () => {
    expect(electron.protocol.registerSchemesAsPrivileged).toHaveBeenCalledWith([
      { scheme: 'bindery', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
    ]);
    expect(electron.protocol.registerSchemesAsPrivileged).toHaveBeenCalledBefore(electron.app.whenReady);
    expect(electron.app.enableSandbox).toHaveBeenCalledBefore(electron.app.whenReady);
  });

  test('opens one sandboxed window without Node and without a preload script', () => {
    expect(electron.BrowserWindow).toHaveBeenCalledTimes(1);
    const { webPreferences } = electron.BrowserWindow.mock.calls[0]?.[0] ?? {};
    expect(webPreferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    });
    expect(window.loadURL).toHaveBeenCalledWith('bindery://app/');
  });

  test('shows the window when there is something to see', () => {
    expect(window.show).not.toHaveBeenCalled();
    window.once.mock.calls.find(([event]) => event === 'ready-to-show')?.[1]();
    expect(window.show).toHaveBeenCalled();
  });

  test('answers its own address from the handler, and no other', async () => {
    const [scheme, answer] = electron.protocol.handle.mock.calls[0] ?? [];
    expect(scheme).toBe('bindery');
    expect(await (await answer(new Request('bindery://app/devices'))).text()).toBe('the app');
    for (const url of ['bindery://other/', 'bindery://app.other/', 'bindery://app:80/']) {
      expect((await answer(new Request(url))).status).toBe(404);
    }
    expect(handler).toHaveBeenCalledTimes(1);
  });

  test('permits a page to copy text and nothing else', () => {
    const check = electron.session.defaultSession.setPermissionCheckHandler.mock.calls[0]?.[0];
    const ask = electron.session.defaultSession.setPermissionRequestHandler.mock.calls[0]?.[0];
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'usb',
      'clipboard-read',
      'unknown',
    ]) {
      const answer = vi.fn();
      ask(null, permission, answer);
      expect(answer).toHaveBeenCalledWith(false);
      expect(check(null, permission)).toBe(false);
    }
    expect(check(null, 'clipboard-sanitized-write')).toBe(true);
  });

  test('a second start raises the window', () => {
    listener('second-instance')();
    expect(window.restore).toHaveBeenCalled();
    expect(window.focus).toHaveBeenCalled();
  });

  test('has a menu of its own, without links to the web', () => {
    expect(electron.Menu.setApplicationMenu).toHaveBeenCalledWith('the menu');
  });
});

describe('every page', () => {
  class Contents extends EventEmitter {
    setWindowOpenHandler = vi.fn();
  }
  let contents: Contents;
  beforeEach(async () => {
    await run();
    contents = new Contents();
    listener('web-contents-created')({}, contents);
  });
  const isPrevented = (name: string, url: string) => {
    const event = { url, preventDefault: vi.fn() };
    contents.emit(name, event);
    return event.preventDefault.mock.calls.length > 0;
  };

  test('may open no window', () => {
    expect(contents.setWindowOpenHandler.mock.calls[0]?.[0]({ url: 'bindery://app/' })).toEqual({ action: 'deny' });
  });

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s stays on the app', name => {
    expect(isPrevented(name, 'bindery://app/devices')).toBe(false);
    for (const url of [
      'https://example.com/',
      'bindery://other/',
      'bindery://app.evil/',
      'file:///etc/passwd',
      'data:text/html,x',
      'javascript:1',
      '',
    ]) {
      expect(isPrevented(name, url)).toBe(true);
    }
  });

  test('may embed no guest', () => {
    expect(isPrevented('will-attach-webview', 'bindery://app/')).toBe(true);
  });
});

test('a second instance ends at once', async () => {
  await run({ isFirst: false });
  expect(electron.app.quit).toHaveBeenCalled();
  expect(electron.app.whenReady).not.toHaveBeenCalled();
});

test('a start that fails says so in a box and ends', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  composeHandler.mockImplementationOnce(() => {
    throw new Error('no samples');
  });
  await run({ opens: false });
  await vi.waitFor(() => expect(electron.app.exit).toHaveBeenCalledWith(1));
  expect(electron.dialog.showErrorBox.mock.calls[0]?.[1]).toContain('no samples');
  expect(log).toHaveBeenCalled();
});

test.each([
  [['electron', '.'], undefined],
  [['electron', '.', '--root', '/srv/host'], '/srv/host'],
  [['/opt/Bindery/bindery', '--root=/srv/host', '--enable-features=X'], '/srv/host'],
])('%j is composed for the window', async (argv, root) => {
  await run({ argv });
  expect(composeHandler).toHaveBeenCalledWith({ shell: 'electron', root });
});
