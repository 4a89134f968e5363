import { Button } from '@patternfly/react-core';
import { Link } from 'wouter';

/** The way on, at the same place of each page. */
export function NextStep({ path, title }: { path: string; title: string }) {
  return (
    <Button variant="secondary" component={Link} href={path}>
      Next: {title}
    </Button>
  );
}
