import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { DeviceNode, HostSnapshot } from '../../../core/host/snapshot.ts';
import { mayOpenNode, nameNodeOwner } from '../../../core/vfio/node-access.ts';
import { MeasuredValue } from '../../components/measured-value.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { formatMode } from '../../format/mode.ts';
import { Fact, FactCard } from './fact-card.tsx';

export function AccessCard({ host }: { host: HostSnapshot }) {
  const { user, deviceNodes, missingNodes } = host;
  return (
    <FactCard
      title="User and device nodes"
      footer={
        <MeasuredValue fact={deviceNodes}>
          {nodes => <Nodes host={host} nodes={nodes} missing={missingNodes} />}
        </MeasuredValue>
      }
    >
      <Fact term="User">
        <MeasuredValue fact={user.name}>{name => name ?? 'not in /etc/passwd'}</MeasuredValue> (uid{' '}
        <MeasuredValue fact={user.uid}>{String}</MeasuredValue>)
      </Fact>
      <Fact term="Groups">
        <MeasuredValue fact={user.groups}>
          {groups => groups.map(group => group.name ?? `gid ${group.gid}`).join(', ') || 'None'}
        </MeasuredValue>
      </Fact>
    </FactCard>
  );
}

type NodesProps = { host: HostSnapshot; nodes: readonly DeviceNode[]; missing: HostSnapshot['missingNodes'] };

function Nodes({ host, nodes, missing }: NodesProps) {
  return (
    <PlainTable aria-label="Device nodes" borders={false}>
      <Thead>
        <Tr>
          <Th>Node</Th>
          <Th>Mode and owner</Th>
          <Th>This user may open it</Th>
        </Tr>
      </Thead>
      <Tbody>
        {nodes.map(node => {
          const { owner, group } = nameNodeOwner(node, host.user);
          return (
            <Tr key={node.path}>
              <Td dataLabel="Node">
                <code>{node.path}</code>
              </Td>
              <Td dataLabel="Mode and owner">
                <code>{formatMode(node.mode)}</code> {owner}:{group}
              </Td>
              <Td dataLabel="This user may open it">
                <MeasuredValue isCompact fact={mayOpenNode(node, host.user)}>
                  {may => (may ? 'Yes' : 'No')}
                </MeasuredValue>
              </Td>
            </Tr>
          );
        })}
        {missing.map(({ path, reason }) => (
          <Tr key={path}>
            <Td dataLabel="Node">
              <code>{path}</code>
            </Td>
            <Td colSpan={2} dataLabel="Reason">
              {reason}
            </Td>
          </Tr>
        ))}
      </Tbody>
    </PlainTable>
  );
}
