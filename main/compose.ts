/** The composition root: joins the use cases' ports with their adapters, for whichever shell asks. */
import { createHandler, type Handler } from './api/handler.ts';
import type { About } from './api/router.ts';
import { composeSources } from './host-sources.ts';
import { readInstallation } from './installation.ts';
import { rendererFiles } from './renderer-files.ts';

export { composeSources } from './host-sources.ts';

export type Composition = {
  shell: About['shell'];
  /** The folder of a recorded host. */
  root?: string | undefined;
};

/** @throws ErrnoException when `root` is not a folder that can be entered. */
export function composeHandler({ shell, root }: Composition): Handler {
  const { version, rendererFolder } = readInstallation();
  return createHandler({
    context: { sources: composeSources({ root }), about: { version, shell } },
    assets: rendererFiles(rendererFolder),
  });
}
