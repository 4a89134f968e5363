import { List, ListItem } from '@patternfly/react-core';
import type { HostSnapshot } from '../../../core/host/snapshot.ts';
import { MeasuredValue } from '../../components/measured-value.tsx';
import { Fact, FactCard } from './fact-card.tsx';

export function SoftwareCard({ host: { qemu, firmware, unreadable } }: { host: HostSnapshot }) {
  return (
    <FactCard title="QEMU and firmware for machines">
      <Fact term="QEMU">
        <MeasuredValue fact={qemu}>
          {binaries =>
            binaries.length === 0 ? (
              'None found in PATH'
            ) : (
              <List isPlain>
                {binaries.map(binary => (
                  <ListItem key={binary.path}>
                    <code>{binary.path}</code>,{' '}
                    <MeasuredValue fact={binary.version}>{version => `version ${version.text}`}</MeasuredValue>
                  </ListItem>
                ))}
              </List>
            )
          }
        </MeasuredValue>
      </Fact>
      <Fact term="Firmware builds">
        <MeasuredValue fact={firmware}>
          {builds =>
            builds.length === 0 ? (
              'None: no descriptor files found'
            ) : (
              <List isPlain>
                {builds.map(build => (
                  <ListItem key={build.descriptor}>
                    {build.description}
                    {build.features.includes('secure-boot') && ' (secure boot)'}{' '}
                    <code className="bindery-subtle bindery-wrap-anywhere">{build.descriptor}</code>
                  </ListItem>
                ))}
              </List>
            )
          }
        </MeasuredValue>
      </Fact>
      {unreadable.length > 0 && (
        <Fact term="Could not use">
          <List isPlain>
            {unreadable.map(({ source, detail }) => (
              <ListItem key={source}>
                <code className="bindery-wrap-anywhere">{source}</code> {detail}
              </ListItem>
            ))}
          </List>
        </Fact>
      )}
    </FactCard>
  );
}
