/** Light, dark, or what the desktop says; kept in localStorage and applied as PatternFly's class on the root element. */
import { useEffect, useState } from 'react';

const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'bindery.theme';
const prefersDark = () => matchMedia('(prefers-color-scheme: dark)');

export function storedTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return THEMES.find(theme => theme === stored) ?? 'system';
}

export function applyTheme(theme: Theme): void {
  const isDark = theme === 'dark' || (theme === 'system' && prefersDark().matches);
  document.documentElement.classList.toggle('pf-v6-theme-dark', isDark);
}

export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  useEffect(() => {
    applyTheme(theme);
    const desktop = prefersDark();
    const follow = () => applyTheme(theme);
    desktop.addEventListener('change', follow);
    return () => desktop.removeEventListener('change', follow);
  }, [theme]);
  return [
    theme,
    next => {
      localStorage.setItem(KEY, next);
      setTheme(next);
    },
  ];
}
