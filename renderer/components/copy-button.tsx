import { Button, type ButtonProps } from '@patternfly/react-core';
import { CheckIcon } from '@patternfly/react-icons/dist/esm/icons/check-icon';
import { CopyIcon } from '@patternfly/react-icons/dist/esm/icons/copy-icon';
import { useEffect, useState } from 'react';
import { copyText } from './copy-text.ts';

type Props = {
  /** Made only when it is asked for, where that takes time. */
  text: string | (() => string);
  /** The accessible name, and the visible one unless the button is an icon only. */
  label: string;
  isIconOnly?: boolean;
  variant?: ButtonProps['variant'];
  isDisabled?: boolean;
};

/** Says in a live region whether it worked; keeps its size while it does. */
export function CopyButton({ text, label, isIconOnly = false, variant = 'secondary', isDisabled = false }: Props) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(null), 2500);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () =>
    setOutcome((await copyText(typeof text === 'string' ? text : text())) ? 'copied' : 'refused');
  return (
    <>
      <Button
        variant={isIconOnly ? 'plain' : variant}
        aria-label={label}
        isDisabled={isDisabled}
        icon={outcome === 'copied' ? <CheckIcon /> : <CopyIcon />}
        onClick={() => void copy()}
      >
        {isIconOnly ? null : label}
      </Button>
      <output className={outcome === 'refused' ? undefined : 'pf-v6-screen-reader'}>
        {outcome === 'copied' && 'Copied'}
        {outcome === 'refused' && 'The browser does not allow copying: select the text and copy it by hand.'}
      </output>
    </>
  );
}
