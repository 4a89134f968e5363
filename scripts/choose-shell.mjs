/**
 * Which shell `npm start` opens, and the one line that says why it is not the window.
 *
 * Pure: start.mjs gathers the facts and does what is chosen here.
 */

/**
 * @typedef {object} Facts
 * @property {boolean} asksForWeb `--web` was given.
 * @property {number | undefined} uid Of this process; undefined where the system has none.
 * @property {Readonly<Record<string, string | undefined>>} env
 */

/**
 * @typedef {{ shell: 'electron', dist: string | undefined }} ElectronChoice `dist`: the folder of the user's own Electron.
 * @typedef {{ shell: 'web', reason: string | undefined }} WebChoice `reason`: undefined when the user asked for it.
 */

const instead = 'Bindery is served to a browser instead.';

/**
 * @param {Facts} facts
 * @returns {ElectronChoice | WebChoice}
 */
export function chooseShell({ asksForWeb, uid, env }) {
  if (asksForWeb) return { shell: 'web', reason: undefined };
  // Who names an Electron of their own knows where it runs; should it not, start.mjs sees it end and serves.
  const dist = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (dist) return { shell: 'electron', dist };
  if (uid === 0) {
    return {
      shell: 'web',
      reason: `You are root, and Electron runs as root only without its sandbox, which Bindery keeps. ${instead}`,
    };
  }
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) {
    return { shell: 'web', reason: `There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). ${instead}` };
  }
  return { shell: 'electron', dist: undefined };
}

/**
 * @param {string} cause What the download met, in a few words.
 * @returns {WebChoice}
 */
export function withoutBinary(cause) {
  return { shell: 'web', reason: `Electron's program is not here and could not be downloaded (${cause}). ${instead}` };
}

/**
 * @param {string} folder What ELECTRON_OVERRIDE_DIST_PATH names.
 * @returns {WebChoice}
 */
export function withoutOverride(folder) {
  return {
    shell: 'web',
    reason: `ELECTRON_OVERRIDE_DIST_PATH names ${folder}, which holds no program "electron". ${instead}`,
  };
}

/** An Electron that cannot start ends within this time: no sandbox allowed, a library missing, no display after all. */
const START_MS = 5000;

/**
 * After Electron ended: the web shell when it never came up, undefined when the user closed it.
 *
 * @param {{ code: number | null, signal: string | null, livedMs: number }} end
 * @returns {WebChoice | undefined}
 */
export function afterElectron({ code, signal, livedMs }) {
  if (code === 0 || livedMs >= START_MS) return undefined;
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return {
    shell: 'web',
    reason: `Electron ended before its window came up (${how}; the lines above are its own). ${instead}`,
  };
}
