import {
  FormGroup,
  FormHelperText,
  FormSelect,
  FormSelectOption,
  HelperText,
  HelperTextItem,
} from '@patternfly/react-core';
import { useId } from 'react';

type Props<T extends string> = {
  label: string;
  value: T;
  choices: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  hint?: string;
};

export function ChoiceField<T extends string>({ label, value, choices, onChange, hint }: Props<T>) {
  const id = useId();
  return (
    <FormGroup label={label} fieldId={id}>
      <FormSelect
        id={id}
        value={value}
        onChange={(_event, chosen) => onChange(choices.find(choice => choice.value === chosen)?.value ?? value)}
        {...(hint === undefined ? {} : { 'aria-describedby': `${id}-help` })}
      >
        {choices.map(choice => (
          <FormSelectOption key={choice.value} value={choice.value} label={choice.label} />
        ))}
      </FormSelect>
      {hint !== undefined && (
        <FormHelperText>
          <HelperText id={`${id}-help`}>
            <HelperTextItem>{hint}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
