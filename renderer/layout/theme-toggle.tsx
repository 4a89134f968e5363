import { ToggleGroup, ToggleGroupItem } from '@patternfly/react-core';
import { DesktopIcon } from '@patternfly/react-icons/dist/esm/icons/desktop-icon';
import { MoonIcon } from '@patternfly/react-icons/dist/esm/icons/moon-icon';
import { SunIcon } from '@patternfly/react-icons/dist/esm/icons/sun-icon';
import { type Theme, useTheme } from '../state/theme.ts';

const CHOICES: readonly { theme: Theme; label: string; Shape: typeof SunIcon }[] = [
  { theme: 'system', label: 'Theme of the desktop', Shape: DesktopIcon },
  { theme: 'light', label: 'Light theme', Shape: SunIcon },
  { theme: 'dark', label: 'Dark theme', Shape: MoonIcon },
];

export function ThemeToggle() {
  const [current, setTheme] = useTheme();
  return (
    <ToggleGroup aria-label="Theme">
      {CHOICES.map(({ theme, label, Shape }) => (
        <ToggleGroupItem
          key={theme}
          buttonId={`theme-${theme}`}
          icon={<Shape />}
          aria-label={label}
          isSelected={current === theme}
          onChange={() => setTheme(theme)}
        />
      ))}
    </ToggleGroup>
  );
}
