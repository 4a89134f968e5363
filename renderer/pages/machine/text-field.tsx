import {
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  InputGroup,
  InputGroupItem,
  InputGroupText,
  TextInput,
} from '@patternfly/react-core';
import { useId } from 'react';

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What is wrong with the value, completing a sentence that starts with the label; undefined: nothing. */
  problem: string | undefined;
  /** Shown in the same place while nothing is wrong, so that the form does not jump. */
  hint: string;
  unit?: string;
  isNumber?: boolean;
  isRequired?: boolean;
};

export function TextField({
  label,
  value,
  onChange,
  problem,
  hint,
  unit,
  isNumber = false,
  isRequired = false,
}: Props) {
  const id = useId();
  const input = (
    <TextInput
      id={id}
      value={value}
      onChange={(_event, typed) => onChange(typed)}
      validated={problem === undefined ? 'default' : 'error'}
      aria-describedby={`${id}-help`}
      aria-invalid={problem !== undefined}
      isRequired={isRequired}
      autoComplete="off"
      spellCheck={false}
      {...(isNumber ? { inputMode: 'decimal' as const } : {})}
    />
  );
  return (
    <FormGroup label={label} fieldId={id} isRequired={isRequired}>
      {unit === undefined ? (
        input
      ) : (
        <InputGroup>
          <InputGroupItem isFill>{input}</InputGroupItem>
          <InputGroupText>{unit}</InputGroupText>
        </InputGroup>
      )}
      <FormHelperText>
        <HelperText id={`${id}-help`} isLiveRegion>
          <HelperTextItem variant={problem === undefined ? 'default' : 'error'}>
            {problem === undefined ? hint : `${label} ${problem}`}
          </HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
