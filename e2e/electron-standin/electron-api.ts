/** Not Electron: the part of its main-process API that Bindery calls, on Chromium. Anything else throws by name. */
import { EventEmitter } from 'node:events';
import type { BrowserContext } from '@playwright/test';
import { type ProtocolHandler, ProtocolServer } from './protocol-server.ts';

/** A member that is missing is a fault of the stand-in, and must not read as undefined. */
function loud<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(_, key, receiver) {
      if (typeof key === 'string' && !(key in target) && !['then', 'toJSON', 'domain'].includes(key)) {
        throw new Error(`The Electron stand-in has no ${name}.${key}.`);
      }
      return Reflect.get(target, key, receiver);
    },
  });
}

type WindowOptions = { webPreferences?: Record<string, unknown>; width?: number; height?: number };
type OpenHandler = (details: { url: string }) => { action: string };

class WebContents extends EventEmitter {
  opens: OpenHandler = () => ({ action: 'allow' });
  setWindowOpenHandler(handler: OpenHandler): void {
    this.opens = handler;
  }
  /** Whether the app lets the page go there. */
  permits(url: string): boolean {
    let isPrevented = false;
    this.emit('will-navigate', { url, preventDefault: () => void (isPrevented = true) }, url);
    return !isPrevented;
  }
}

export function createElectron(chromium: BrowserContext) {
  const server = new ProtocolServer();
  const ready = Promise.withResolvers<void>();
  let isReady = false;
  const windows = new Set<BrowserWindow>();

  const app = Object.assign(new EventEmitter(), {
    commandLine: loud('app.commandLine', { appendSwitch() {} }),
    enableSandbox() {},
    requestSingleInstanceLock: () => true,
    isReady: () => isReady,
    whenReady: () => ready.promise,
    quit: () => app.exit(0),
    exit: (code: number) => void chromium.close().finally(() => process.exit(code)),
  });

  class BrowserWindow extends EventEmitter {
    static getAllWindows = () => [...windows];
    readonly webContents = loud('webContents', new WebContents());

    readonly size: { width: number; height: number };

    constructor({ webPreferences = {}, width = 800, height = 600 }: WindowOptions) {
      super();
      this.size = { width, height };
      const { sandbox, contextIsolation, nodeIntegration, preload } = webPreferences;
      if (!isReady || !sandbox || contextIsolation === false || nodeIntegration || preload !== undefined) {
        throw new Error('The Electron stand-in opens sandboxed windows without preload script only, once it is ready.');
      }
      windows.add(this);
      app.emit('web-contents-created', {}, this.webContents);
      return loud('BrowserWindow', this);
    }

    async loadURL(url: string): Promise<void> {
      // A Chromium starts with one empty page.
      const page = (windows.size === 1 && chromium.pages()[0]) || (await chromium.newPage());
      await page.setViewportSize(this.size);
      page.on('popup', popup => {
        if (this.webContents.opens({ url: popup.url() }).action === 'deny') void popup.close();
      });
      page.on('close', () => {
        windows.delete(this);
        if (windows.size === 0) app.quit();
      });
      const session = await chromium.newCDPSession(page);
      session.on('Fetch.requestPaused', ({ requestId, request }) => {
        if (this.webContents.permits(server.toApp(request.url)))
          void session.send('Fetch.continueRequest', { requestId });
        else void session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
      });
      await session.send('Fetch.enable', { patterns: [{ resourceType: 'Document' }] });
      await page.goto(server.toHttp(url));
      this.emit('ready-to-show');
    }
    show(): void {}
    focus(): void {}
    restore(): void {}
    isMinimized = () => false;
  }

  const protocol = {
    registerSchemesAsPrivileged() {
      if (isReady) throw new Error('Electron takes registerSchemesAsPrivileged only before it is ready.');
    },
    handle: (scheme: string, handler: ProtocolHandler) => server.handle(scheme, handler),
  };
  const defaultSession = loud('session.defaultSession', {
    setPermissionRequestHandler() {},
    setPermissionCheckHandler() {},
  });
  const electron = {
    app: loud('app', app),
    BrowserWindow: loud('BrowserWindow', BrowserWindow),
    dialog: loud('dialog', { showErrorBox: (title: string, text: string) => console.error(`${title}: ${text}`) }),
    Menu: loud('Menu', { buildFromTemplate: (items: unknown) => ({ items }), setApplicationMenu() {} }),
    protocol: loud('protocol', protocol),
    session: loud('session', { defaultSession }),
  };

  async function start(): Promise<void> {
    await server.listen();
    isReady = true;
    app.emit('ready');
    ready.resolve();
  }
  return { electron: electron as Record<string, unknown>, start };
}
