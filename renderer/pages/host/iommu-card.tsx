import { List, ListItem } from '@patternfly/react-core';
import { countOf } from '../../../core/findings/function-label.ts';
import type { HostSnapshot, IommuUnit } from '../../../core/host/snapshot.ts';
import { MeasuredValue } from '../../components/measured-value.tsx';
import { Fact, FactCard } from './fact-card.tsx';

export function IommuCard({ host: { iommu } }: { host: HostSnapshot }) {
  return (
    <FactCard title="IOMMU">
      <Fact term="Firmware tables">
        <MeasuredValue fact={iommu.firmwareTables}>
          {tables => (tables.length === 0 ? 'None: the firmware offers no IOMMU' : tables.join(', '))}
        </MeasuredValue>
      </Fact>
      <Fact term="Units">
        <MeasuredValue fact={iommu.units}>{units => <Units units={units} />}</MeasuredValue>
      </Fact>
      <Fact term="IOMMU groups">
        <MeasuredValue fact={iommu.groups}>
          {groups => (groups.length === 0 ? 'None' : countOf(groups.length, 'group'))}
        </MeasuredValue>
      </Fact>
      <Fact term="Interrupt remapping">
        <MeasuredValue fact={iommu.interruptRemapping}>{isOn => (isOn ? 'On' : 'Off')}</MeasuredValue>
      </Fact>
    </FactCard>
  );
}

function Units({ units }: { units: readonly IommuUnit[] }) {
  if (units.length === 0) return 'None: the kernel uses no IOMMU';
  return (
    <List isPlain>
      {units.map(unit => (
        <ListItem key={unit.name}>
          <code>{unit.name}</code>,{' '}
          <MeasuredValue fact={unit.addressWidthBits}>
            {bits => (bits === null ? 'address width not published' : `${bits}-bit addresses`)}
          </MeasuredValue>
        </ListItem>
      ))}
    </List>
  );
}
