import {
  Button,
  Checkbox,
  Content,
  ExpandableSection,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  Stack,
  StackItem,
  Title,
} from '@patternfly/react-core';
import { DownloadIcon } from '@patternfly/react-icons/dist/esm/icons/download-icon';
import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import { useMemo, useState } from 'react';
import { countOf } from '../../../core/findings/function-label.ts';
import { anonymise, explainShortNames, READ_BEFORE_PUBLISHING, type Removal } from '../../../core/host/anonymise.ts';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { formatBytes } from '../../../core/memory/format-bytes.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { LiveText } from '../../components/live-text.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { saveText } from '../../components/save-text.ts';
import { snapshotFileName } from '../../format/file-name.ts';

type Props = { host: HostSnapshot; onClose: () => void };

/** The host as a file to keep or to send: what is taken out of it is shown before it leaves. */
export function SnapshotDialog({ host, onClose }: Props) {
  const [keepsNames, setKeepsNames] = useState(false);
  const { snapshot, removed, shortNames } = useMemo(() => anonymise(host), [host]);
  const text = useMemo(
    () => `${JSON.stringify(keepsNames ? host : snapshot, null, 2)}\n`,
    [keepsNames, host, snapshot],
  );
  const size = useMemo(() => new Blob([text]).size, [text]);
  const fileName = snapshotFileName(host, keepsNames);
  return (
    <Modal
      isOpen
      variant="medium"
      onClose={onClose}
      aria-labelledby="save-snapshot-title"
      aria-describedby="save-snapshot-lead"
    >
      <ModalHeader
        title="Save a snapshot"
        labelId="save-snapshot-title"
        description="Everything that the scan found, as one file. Whoever gets it can open it in Bindery and see this host as you do."
        descriptorId="save-snapshot-lead"
      />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/prefer-tag-over-role -- PatternFly's body scrolls, so the keyboard must reach it */}
      <ModalBody tabIndex={0} role="region" aria-label="What it holds">
        <Stack hasGutter>
          <StackItem>
            <Checkbox
              id="keep-names"
              label="Keep names"
              description="Only for yourself: the file then says whose computer this is."
              isChecked={keepsNames}
              onChange={(_event, isChecked) => setKeepsNames(isChecked)}
            />
          </StackItem>
          <StackItem>{keepsNames ? <Kept removed={removed} /> : <Removed removed={removed} />}</StackItem>
          {!keepsNames && (
            <StackItem>
              <Content component="p">{[...explainShortNames(shortNames), READ_BEFORE_PUBLISHING].join(' ')}</Content>
            </StackItem>
          )}
          <StackItem>
            <LiveText>
              <code>{fileName}</code>, {formatBytes(size)}
            </LiveText>
          </StackItem>
        </Stack>
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" icon={<DownloadIcon />} onClick={() => saveText(fileName, text)}>
          Save
        </Button>
        <CopyButton text={text} label="Copy" />
        <Button variant="link" onClick={onClose}>
          Close
        </Button>
      </ModalFooter>
    </Modal>
  );
}

function Kept({ removed }: { removed: readonly Removal[] }) {
  return (
    <Content component="p">
      {removed.length === 0
        ? 'No name, address or serial number was recognised in it.'
        : `Nothing is taken out. It names: ${removed.map(({ kind, count }) => countOf(count, kind)).join(', ')}.`}
    </Content>
  );
}

function Removed({ removed }: { removed: readonly Removal[] }) {
  if (removed.length === 0)
    return (
      <Content component="p">No name, address or serial number was recognised in it, so nothing is replaced.</Content>
    );
  return (
    <>
      <Title headingLevel="h2" size="md">
        What is taken out
      </Title>
      <Content component="p">
        A name becomes the same stand-in everywhere, so that the file still shows what rests on what. Models, drivers
        and addresses of PCI functions stay.
      </Content>
      <PlainTable aria-label="What is taken out" borders={false} className="bindery-fact-table">
        <Thead>
          <Tr>
            <Th>What</Th>
            <Th>Places</Th>
            <Th>For example</Th>
          </Tr>
        </Thead>
        <Tbody>
          {removed.map(({ kind, count, example }) => (
            <Tr key={kind}>
              <Td dataLabel="What">{kind}</Td>
              <Td dataLabel="Places">{count}</Td>
              <Td dataLabel="For example">
                <code className="bindery-wrap-anywhere">{example.before}</code> becomes{' '}
                <code className="bindery-wrap-anywhere">{example.after}</code>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </PlainTable>
      <ExpandableSection toggleText="Where in the file">
        {removed.map(({ kind, where }) => (
          <div key={kind}>
            {kind}: <code className="bindery-wrap-anywhere">{where.join(', ')}</code>
          </div>
        ))}
      </ExpandableSection>
    </>
  );
}
