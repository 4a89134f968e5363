/** Lines of a command; those that the last change brought are marked and scrolled to. */
import { useEffect, useRef, useState } from 'react';

type Props = { lines: readonly string[]; label: string };

export function CommandText({ lines, label }: Props) {
  const fresh = useFreshLines(lines);
  const block = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (fresh.size === 0) return;
    const first = block.current?.querySelector('[data-fresh]');
    // Only the block may scroll, not the page around it.
    if (first instanceof HTMLElement && block.current) {
      block.current.scrollTop = first.offsetTop - block.current.offsetTop;
    }
  }, [fresh]);
  return (
    <section aria-label={label}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the block scrolls, so the keyboard must reach it */}
      <pre ref={block} className="bindery-code" tabIndex={0}>
        {lines.map((line, index) => (
          <span
            // A line has no identity but its place and its text.
            key={`${index} ${line}`}
            className={lineClass(line, fresh)}
            {...(fresh.has(line) ? { 'data-fresh': '' } : {})}
          >
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  );
}

function lineClass(line: string, fresh: ReadonlySet<string>): string {
  const look = fresh.has(line) ? 'bindery-code-line-new' : line.startsWith('#') ? 'bindery-subtle' : '';
  return `bindery-code-line ${look}`;
}

const NONE: ReadonlySet<string> = new Set();

/** The lines that were not there before the last change. */
function useFreshLines(lines: readonly string[]): ReadonlySet<string> {
  const text = lines.join('\n');
  const [state, setState] = useState({ text, fresh: NONE });
  if (state.text !== text) {
    const before = new Set(state.text.split('\n'));
    const fresh = new Set(lines.filter(line => !before.has(line)));
    setState({ text, fresh });
    return fresh;
  }
  return state.fresh;
}
