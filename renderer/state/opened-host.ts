/**
 * The host that was opened from a file. It never leaves the window; it lives as long as the tab, so that a reload
 * keeps it where the browser has room.
 */
import { useState } from 'react';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import type { HostSource } from '../api/client.ts';
import { parseHostFile } from './parse-host-file.ts';

const NAME_KEY = 'bindery.file.name';
const TEXT_KEY = 'bindery.file.text';

export type OpenedHost = { source: HostSource; host: HostSnapshot };

function openedHost(name: string, host: HostSnapshot): OpenedHost {
  return { source: { id: `file:${name}`, kind: 'file', title: name, description: 'Opened from a file.' }, host };
}

function restore(): OpenedHost | null {
  const name = sessionStorage.getItem(NAME_KEY);
  const text = sessionStorage.getItem(TEXT_KEY);
  if (name === null || text === null) return null;
  const parsed = parseHostFile(text, name);
  return 'host' in parsed ? openedHost(name, parsed.host) : null;
}

function store(name: string, text: string): void {
  try {
    sessionStorage.setItem(NAME_KEY, name);
    sessionStorage.setItem(TEXT_KEY, text);
  } catch {
    // No room for it: a reload goes back to this computer.
    sessionStorage.removeItem(NAME_KEY);
    sessionStorage.removeItem(TEXT_KEY);
  }
}

/** @returns the host from a file, if any, and the way to open one: what is wrong with the file, or null when it is open. */
export function useOpenedHost(
  onOpen: (id: string) => void,
): [OpenedHost | null, (text: string, name: string) => string | null] {
  const [opened, setOpened] = useState(restore);
  const open = (text: string, name: string) => {
    const parsed = parseHostFile(text, name);
    if ('problem' in parsed) return parsed.problem;
    const next = openedHost(name, parsed.host);
    store(name, text);
    setOpened(next);
    onOpen(next.source.id);
    return null;
  };
  return [opened, open];
}
