import { whyStandIn } from './electron-shell.ts';

/** Says once, before the specs, what the electron project runs on when that is not Electron. */
export default function sayWindow(): void {
  const reason = whyStandIn();
  if (reason === undefined) return;
  console.log(
    `The electron project runs on a stand-in that is not Electron: ${reason}. See e2e/electron-standin/README.md.`,
  );
}
