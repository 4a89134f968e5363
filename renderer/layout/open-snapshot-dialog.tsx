import {
  Alert,
  Button,
  Content,
  Form,
  FormGroup,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextArea,
} from '@patternfly/react-core';
import { useRef, useState } from 'react';
import { formatBytes } from '../../core/memory/format-bytes.ts';
import { LARGEST_FILE_BYTES } from '../state/parse-host-file.ts';

type Props = {
  /** @returns what is wrong; null: it is open. */
  onOpen: (text: string, name: string) => string | null;
  onClose: () => void;
};

/** A host that somebody else saved, from a file or from the clipboard. It stays in this window. */
export function OpenSnapshotDialog({ onOpen, onClose }: Props) {
  const [pasted, setPasted] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const chooser = useRef<HTMLInputElement>(null);

  const open = (text: string, name: string) => {
    const found = onOpen(text, name);
    setProblem(found);
    if (found === null) onClose();
  };
  const openFile = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST_FILE_BYTES) {
      setProblem(
        `${file.name} has ${formatBytes(file.size)}; a snapshot has less than ${formatBytes(LARGEST_FILE_BYTES)}.`,
      );
      return;
    }
    try {
      open(await file.text(), file.name);
    } catch (error) {
      setProblem(`${file.name} could not be read: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  return (
    <Modal
      isOpen
      variant="medium"
      onClose={onClose}
      aria-labelledby="open-snapshot-title"
      aria-describedby="open-snapshot-lead"
    >
      <ModalHeader
        title="Open a snapshot"
        labelId="open-snapshot-title"
        description="A host that Bindery saved, or the text of lspci as people post it (best: sudo lspci -nnvvk -xxxx). It stays in this window."
        descriptorId="open-snapshot-lead"
      />
      <ModalBody>
        <Form
          onSubmit={event => {
            event.preventDefault();
            open(pasted, 'The pasted text');
          }}
        >
          <FormGroup label="From a file" fieldId="snapshot-file">
            <Button variant="secondary" onClick={() => chooser.current?.click()}>
              Choose a file…
            </Button>
            <input
              ref={chooser}
              id="snapshot-file"
              type="file"
              hidden
              aria-label="Snapshot file"
              onChange={event => {
                void openFile(event.target.files?.[0]);
                // The same file again, after it was mended, must count as a change.
                event.target.value = '';
              }}
            />
          </FormGroup>
          <FormGroup label="Or paste its text" fieldId="snapshot-text">
            <TextArea
              id="snapshot-text"
              value={pasted}
              rows={8}
              resizeOrientation="vertical"
              className="bindery-code-input"
              onChange={(_event, text) => setPasted(text)}
            />
          </FormGroup>
          {problem !== null && (
            <Alert isInline isLiveRegion variant="danger" component="h2" title="This text cannot be opened">
              <Content component="p">{problem}</Content>
            </Alert>
          )}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button variant="primary" isDisabled={pasted.trim() === ''} onClick={() => open(pasted, 'The pasted text')}>
          Open the pasted text
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  );
}
