/** Lines of a command; those that the last change brought are marked and scrolled to. */
import { useEffect, useRef, useState } from 'react';

type Props = {
  lines: readonly string[];
  label: string;
  /** The first line with this text is scrolled to before anything has changed. */
  startAt?: string;
};

export function CommandText({ lines, label, startAt }: Props) {
  const fresh = useFreshLines(lines);
  const block = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const target = block.current?.querySelector(fresh.size > 0 ? '[data-fresh]' : '[data-start]');
    // Only the block may scroll, not the page around it.
    if (target instanceof HTMLElement && block.current) {
      block.current.scrollTop = target.offsetTop - block.current.offsetTop;
    }
  }, [fresh]);
  const start = startAt === undefined ? -1 : lines.findIndex(line => line.includes(startAt));
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
            {...(index === start ? { 'data-start': '' } : {})}
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
