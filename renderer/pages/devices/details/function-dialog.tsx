import { Button, Content, Modal, ModalBody, ModalFooter, ModalHeader, Title } from '@patternfly/react-core';
import { useMemo } from 'react';
import type { HostCost } from '../../../../core/cost/host-cost.ts';
import { labelFunction } from '../../../../core/findings/function-label.ts';
import type { HostIndex } from '../../../../core/host/host-index.ts';
import type { HostSnapshot, PciFunction } from '../../../../core/host/snapshot.ts';
import type { Bdf } from '../../../../core/pci/bdf.ts';
import { CopyButton } from '../../../components/copy-button.tsx';
import { FactColumns } from '../../../components/fact-columns.tsx';
import { FactGroupBody } from '../../../components/fact-groups.tsx';
import { formatFacts } from '../../../facts/fact-text.ts';
import { functionFacts } from '../../../facts/function/function-facts.ts';

type Props = { host: HostSnapshot; index: HostIndex; bdf: Bdf; cost: HostCost | undefined; onClose: () => void };

/** All that is known of one function. */
export function FunctionDialog({ host, index, bdf, cost, onClose }: Props) {
  const fn = index.functions.get(bdf);
  return (
    <Modal
      isOpen
      variant="large"
      onClose={onClose}
      aria-labelledby="function-details-title"
      aria-describedby="function-details-lead"
    >
      {fn ? (
        <Details host={host} index={index} fn={fn} cost={cost} onClose={onClose} />
      ) : (
        <Missing bdf={bdf} onClose={onClose} />
      )}
    </Modal>
  );
}

function Details({ host, index, fn, cost, onClose }: Omit<Props, 'bdf'> & { fn: PciFunction }) {
  const groups = useMemo(() => functionFacts(host, index, fn, cost), [host, index, fn, cost]);
  const title = `${fn.bdf} ${labelFunction(fn).name}`;
  return (
    <>
      <ModalHeader
        title={title}
        labelId="function-details-title"
        description="What was measured about this function, and what it means for a machine."
        descriptorId="function-details-lead"
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role -- PatternFly's body scrolls, so the keyboard must reach it */}
      <ModalBody tabIndex={0} role="region" aria-label="Details">
        <FactColumns groups={groups}>
          {group => (
            <section aria-label={group.title}>
              <Title headingLevel="h2" size="lg" className="bindery-gap-below">
                {group.title}
              </Title>
              <FactGroupBody group={group} headingLevel="h2" isCompact={false} />
            </section>
          )}
        </FactColumns>
      </ModalBody>
      <ModalFooter>
        <CopyButton text={formatFacts(title, groups)} label="Copy as text" variant="primary" />
        <Button variant="link" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </>
  );
}

/** A link may name a function that is gone, or of another host. */
function Missing({ bdf, onClose }: Pick<Props, 'bdf' | 'onClose'>) {
  return (
    <>
      <ModalHeader title={`${bdf} is not on this host`} labelId="function-details-title" />
      <ModalBody id="function-details-lead">
        <Content component="p">The last scan did not find it: it was removed, or the link is of another host.</Content>
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </>
  );
}
