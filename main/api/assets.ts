/**
 * The built window: files below dist/renderer, and index.html for every path that the page routes itself.
 */

/** The files of the built renderer. `path` is relative, `/` between names, and holds plain names only. */
export interface Assets {
  /** undefined: there is no such file. */
  read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json; charset=utf-8',
  map: 'application/json; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
  woff: 'font/woff',
  woff2: 'font/woff2',
};

/** Vite names what it puts here by content, so an answer never goes stale. */
const hashedFolder = 'assets/';

export async function serveAsset(assets: Assets, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return new Response('Only GET and HEAD are answered here.', { status: 405, headers: { allow: 'GET, HEAD' } });
  }
  const asked = decodePath(new URL(request.url).pathname);
  if (asked === undefined) return notFound('There is no such file.');
  // Only a file type that we serve makes a path a file: the page's own paths may end in ".0", as BDFs do.
  const path = contentTypeOf(asked) === undefined ? 'index.html' : asked;
  if (!isPlain(path)) return notFound('There is no such file.');
  const bytes = await assets.read(path);
  if (!bytes) {
    return notFound(
      path === 'index.html' ? 'The window is not built yet. Run: npm run build' : 'There is no such file.',
    );
  }
  return new Response(request.method === 'HEAD' ? null : bytes, {
    headers: {
      'cache-control': path.startsWith(hashedFolder) ? 'public, max-age=31536000, immutable' : 'no-store',
      'content-length': String(bytes.byteLength),
      'content-type': contentTypeOf(path) ?? 'application/octet-stream',
    },
  });
}

/** Without its leading slash; undefined for an escape that is no UTF-8. */
function decodePath(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname).replace(/^\//, '');
  } catch {
    return undefined;
  }
}

function contentTypeOf(path: string): string | undefined {
  const extension = /\.([a-z0-9]+)$/.exec(path)?.[1];
  return extension === undefined ? undefined : contentTypes[extension];
}

/** Plain names between single slashes: nothing hidden, nothing that a file system reads as a direction. */
function isPlain(path: string): boolean {
  return path.split('/').every(name => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name));
}

function notFound(text: string): Response {
  return new Response(text, {
    status: 404,
    headers: { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
  });
}
