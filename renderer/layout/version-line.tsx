import { useQuery } from '@tanstack/react-query';
import { aboutQuery } from '../api/queries.ts';

/** The version, for those who report something. */
export function VersionLine() {
  const { data } = useQuery(aboutQuery);
  return <footer className="bindery-subtle">{data ? `Version ${data.version}` : 'Version'}</footer>;
}
