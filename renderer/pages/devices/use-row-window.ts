import { useVirtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

/** Up to here all rows are in the document, so that the browser's own search finds them. */
const DRAW_ALL_UP_TO = 300;
const USUAL_ROW_HEIGHT = 57;

export type RowWindow = {
  first: number;
  /** Exclusive. */
  end: number;
  /** Pixels that the rows before and after would take. */
  before: number;
  after: number;
  measure: (element: HTMLElement | null) => void;
};

/** Which of `count` rows to draw in a scroller. */
export function useRowWindow(count: number, scroller: RefObject<HTMLElement | null>): RowWindow {
  const isEnabled = count > DRAW_ALL_UP_TO;
  // oxlint-disable-next-line react/incompatible-library -- this window is not built with the React compiler
  const virtualizer = useVirtualizer({
    count,
    enabled: isEnabled,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_ROW_HEIGHT,
    overscan: 15,
  });
  if (!isEnabled) return { first: 0, end: count, before: 0, after: 0, measure: () => {} };
  const items = virtualizer.getVirtualItems();
  const [first] = items;
  const last = items.at(-1);
  return {
    first: first?.index ?? 0,
    end: last ? last.index + 1 : 0,
    before: first?.start ?? 0,
    after: virtualizer.getTotalSize() - (last?.end ?? 0),
    measure: virtualizer.measureElement,
  };
}
