/** The user's own browser, where there is one to open. */
import open from 'open';

type Surroundings = { env: Readonly<Record<string, string | undefined>>; uid: number | undefined };

/**
 * Whether opening a browser makes sense. As root it would run the browser with root's rights; without a display there
 * is nothing to see, and a text browser would take over the terminal.
 */
export function mayOpenBrowser({ env, uid }: Surroundings): boolean {
  return uid !== 0 && Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** A launcher that hands the link to a running browser ends sooner; one that became the browser does not end. */
const LAUNCH_MS = 3000;

/**
 * Resolves false when no browser could be started; never rejects. The link stands in the launcher's arguments for a
 * moment, where other local users can read it: it opens one session only, so a thief's success shows as our failure.
 */
export async function openBrowser(link: string): Promise<boolean> {
  try {
    const launcher = await open(link);
    return await new Promise(resolve => {
      const patience = setTimeout(resolve, LAUNCH_MS, true);
      launcher.once('exit', code => {
        clearTimeout(patience);
        resolve(code === 0);
      });
    });
  } catch {
    // No launcher on this machine: the caller prints the link anyway.
    return false;
  }
}
