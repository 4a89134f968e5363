#!/usr/bin/env node
/** The command `bindery`: joins the command line with the shell that it can start, because shells do not know each other. */
import { openProbeSession } from '../bridge.ts';
import { howStarted } from '../cli/how-started.ts';
import { run } from '../cli/program.ts';
import { runServe } from '../web/run-serve.ts';

process.exitCode = await run(
  process.argv.slice(2),
  {
    out: text => process.stdout.write(text),
    err: text => process.stderr.write(text),
    bindery: howStarted(process.argv, process.env.npm_lifecycle_event),
  },
  { serve: runServe, openSession: openProbeSession },
);
