/** The flags that choose a host, alike in every command that looks at one. */
import type { Command } from 'commander';
import type { HostFlags } from './open-host.ts';

export function hostOptions(command: Command): Command {
  return command
    .option('--root <folder>', 'read a recorded host from this folder')
    .option('--host <file>', 'read a saved snapshot, or lspci text that somebody posted; - is standard input')
    .option('--sample <id>', 'use a sample host');
}

/** No flag names another one. */
export function isThisHost({ root, host, sample }: HostFlags): boolean {
  return root === undefined && host === undefined && sample === undefined;
}

export function hostFlags({ root, host, sample }: HostFlags): HostFlags {
  return {
    ...(root === undefined ? {} : { root }),
    ...(host === undefined ? {} : { host }),
    ...(sample === undefined ? {} : { sample }),
  };
}
