/** Which host is open. It lives as long as the tab, so that a reload stays and a new window starts at this computer. */
import { useState } from 'react';
import type { HostSource } from '../api/client.ts';

const KEY = 'bindery.source';

/** The way back from a sample: the user's own machine where the server offers it, else whatever it offers first. */
export function homeSource(sources: readonly HostSource[]): HostSource | undefined {
  return sources.find(source => source.kind === 'live') ?? sources[0];
}

/** Who starts Bindery on a recording wants to see that. */
function firstSource(sources: readonly HostSource[]): HostSource | undefined {
  return sources.find(source => source.kind === 'recorded') ?? homeSource(sources);
}

/** The host with this id; another where it is gone, or none was chosen. */
export function pickSource(sources: readonly HostSource[], id: string | null): HostSource | undefined {
  return sources.find(source => source.id === id) ?? firstSource(sources);
}

export function useOpenSource(): [id: string | null, open: (id: string) => void] {
  const [id, setId] = useState(() => sessionStorage.getItem(KEY));
  return [
    id,
    next => {
      sessionStorage.setItem(KEY, next);
      setId(next);
    },
  ];
}
