import { Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import type { HostSnapshot, HugepagePool, MemoryNode } from '../../../core/host/snapshot.ts';
import { formatBytes, formatLimit } from '../../../core/memory/format-bytes.ts';
import { MeasuredValue } from '../../components/measured-value.tsx';
import { PlainTable } from '../../components/plain-table.tsx';
import { Fact, FactCard } from './fact-card.tsx';

export function MemoryCard({ host: { memory, user } }: { host: HostSnapshot }) {
  return (
    <FactCard
      title="Memory"
      footer={<MeasuredValue fact={memory.nodes}>{nodes => <Nodes nodes={nodes} />}</MeasuredValue>}
    >
      <Fact term="Total">
        <MeasuredValue fact={memory.totalBytes}>{formatBytes}</MeasuredValue>
      </Fact>
      <Fact term="Available">
        <MeasuredValue fact={memory.availableBytes}>{formatBytes}</MeasuredValue>
      </Fact>
      <Fact term="Locked memory">
        <MeasuredValue fact={user.memlock}>
          {({ softBytes, hardBytes }) => `${formatLimit(softBytes)} (soft), ${formatLimit(hardBytes)} (hard)`}
        </MeasuredValue>
      </Fact>
      <Fact term="May lock without limit">
        <MeasuredValue fact={user.canLockUnlimited}>{can => (can ? 'Yes (CAP_IPC_LOCK)' : 'No')}</MeasuredValue>
      </Fact>
    </FactCard>
  );
}

function Nodes({ nodes }: { nodes: readonly MemoryNode[] }) {
  return (
    <PlainTable aria-label="NUMA nodes" borders={false}>
      <Thead>
        <Tr>
          <Th>NUMA node</Th>
          <Th>Free of total</Th>
          <Th>Hugepages free of total</Th>
        </Tr>
      </Thead>
      <Tbody>
        {nodes.map(node => (
          <Tr key={node.id}>
            <Td dataLabel="NUMA node">{node.id}</Td>
            <Td dataLabel="Free of total">
              <MeasuredValue isCompact fact={node.freeBytes}>
                {formatBytes}
              </MeasuredValue>
              {' of '}
              <MeasuredValue isCompact fact={node.totalBytes}>
                {formatBytes}
              </MeasuredValue>
            </Td>
            <Td dataLabel="Hugepages free of total">
              <MeasuredValue isCompact fact={node.hugepages}>
                {pools =>
                  pools.length === 0 ? 'No pools' : pools.map(pool => <Pool key={pool.pageSizeBytes} pool={pool} />)
                }
              </MeasuredValue>
            </Td>
          </Tr>
        ))}
      </Tbody>
    </PlainTable>
  );
}

function Pool({ pool }: { pool: HugepagePool }) {
  return (
    <div>
      {formatBytes(pool.pageSizeBytes)}:{' '}
      <MeasuredValue isCompact fact={pool.freePages}>
        {String}
      </MeasuredValue>
      {' of '}
      <MeasuredValue isCompact fact={pool.totalPages}>
        {String}
      </MeasuredValue>
    </div>
  );
}
