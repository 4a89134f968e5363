/** Which function's details are open: it stands in the page's address, so that a link leads to it and Back closes it. */
import { useCallback } from 'react';
import { useSearchParams } from 'wouter';
import { type Bdf, parseBdf } from '../../../../core/pci/bdf.ts';

const PARAMETER = 'function';

export function useOpenFunction(): [Bdf | null, (bdf: Bdf | null) => void] {
  const [search, setSearch] = useSearchParams();
  const asked = search.get(PARAMETER);
  const open = useCallback(
    // Closing replaces: a Back after it must not open the details again.
    (bdf: Bdf | null) => setSearch(bdf === null ? {} : { [PARAMETER]: bdf }, { replace: bdf === null }),
    [setSearch],
  );
  return [asked === null ? null : parseBdf(asked), open];
}
