import {
  FormSelect,
  FormSelectOption,
  SearchInput,
  Switch,
  Toolbar,
  ToolbarContent,
  ToolbarItem,
} from '@patternfly/react-core';
import { LiveText } from '../../components/live-text.tsx';
import { COST_STATES } from '../../format/cost-words.ts';
import type { DeviceFilter } from '../../format/device-groups.ts';

const KINDS: readonly { kind: DeviceFilter['kind']; label: string }[] = [
  { kind: 'all', label: 'All kinds' },
  { kind: 'gpu', label: 'GPU' },
  { kind: 'audio', label: 'Audio' },
  { kind: 'nvme', label: 'NVMe' },
  { kind: 'network', label: 'Network' },
  { kind: 'usb', label: 'USB' },
];

const COSTS: readonly { cost: DeviceFilter['cost']; label: string }[] = [
  { cost: 'all', label: 'Any cost' },
  { cost: 'free', label: 'Only free ones' },
  { cost: 'costs', label: COST_STATES.costs },
  { cost: 'refuses', label: COST_STATES.refuses },
  { cost: 'unmeasured', label: COST_STATES.unmeasured },
];

type Props = {
  filter: DeviceFilter;
  onFilter: (filter: DeviceFilter) => void;
  /** `18 of 42 functions` */
  count: string;
};

export function DeviceToolbar({ filter, onFilter, count }: Props) {
  return (
    <Toolbar inset={{ default: 'insetNone' }}>
      <ToolbarContent>
        <ToolbarItem>
          <SearchInput
            aria-label="Filter by text"
            placeholder="Name, address or driver"
            value={filter.text}
            onChange={(_event, text) => onFilter({ ...filter, text })}
            onClear={() => onFilter({ ...filter, text: '' })}
          />
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect
            aria-label="Kind"
            value={filter.kind}
            onChange={(_event, value) =>
              onFilter({ ...filter, kind: KINDS.find(({ kind }) => kind === value)?.kind ?? 'all' })
            }
          >
            {KINDS.map(({ kind, label }) => (
              <FormSelectOption key={kind} value={kind} label={label} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem>
          <FormSelect
            aria-label="Cost to the host"
            value={filter.cost}
            onChange={(_event, value) =>
              onFilter({ ...filter, cost: COSTS.find(({ cost }) => cost === value)?.cost ?? 'all' })
            }
          >
            {COSTS.map(({ cost, label }) => (
              <FormSelectOption key={cost} value={cost} label={label} />
            ))}
          </FormSelect>
        </ToolbarItem>
        <ToolbarItem alignSelf="center">
          <Switch
            id="show-bridges"
            label="Show bridges"
            isChecked={filter.showBridges}
            onChange={(_event, showBridges) => onFilter({ ...filter, showBridges })}
          />
        </ToolbarItem>
        <ToolbarItem alignSelf="center" align={{ default: 'alignEnd' }}>
          <LiveText>{count}</LiveText>
        </ToolbarItem>
      </ToolbarContent>
    </Toolbar>
  );
}
