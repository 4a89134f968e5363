import { useQuery } from '@tanstack/react-query';
import type { Finding } from '../../core/findings/finding.ts';
import { anonymise } from '../../core/host/anonymise.ts';
import type { HostSnapshot } from '../../core/host/snapshot.ts';
import { formatMarkdown } from '../../core/report/markdown.ts';
import { aboutQuery } from '../api/queries.ts';
import { CopyButton } from './copy-button.tsx';

type Props = {
  host: HostSnapshot;
  /** Judges the host once more, without its names. */
  check: (host: HostSnapshot) => readonly Finding[];
};

/** What was found, to paste into a forum or an issue: without names, like a snapshot that is sent. */
export function ReportButton({ host, check }: Props) {
  const { data } = useQuery(aboutQuery);
  const makeReport = () => {
    const { snapshot, clean } = anonymise(host);
    return formatMarkdown({ host: snapshot, findings: check(snapshot), version: data?.version ?? '', clean });
  };
  return <CopyButton text={makeReport} label="Copy report as Markdown" variant="link" />;
}
