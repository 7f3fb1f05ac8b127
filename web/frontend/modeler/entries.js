// One field of the panel each: a text or a choice, bound to an attribute or a camunda:property of the selected element.
import { SelectEntry, TextFieldEntry, isSelectEntryEdited, isTextFieldEntryEdited } from '@bpmn-io/properties-panel';
import { useService } from 'bpmn-js-properties-panel';
import { attribute, property, setAttribute, setProperty } from './extension.js';

function binding(props) {
  const bpmnFactory = useService('bpmnFactory');
  const commandStack = useService('commandStack');
  const { element, name, attributeName } = props;
  return {
    getValue: () => (attributeName ? attribute(element, attributeName) : property(element, name)),
    setValue: (value) => {
      if (attributeName) setAttribute(element, attributeName, value, commandStack);
      else setProperty(element, name, value, bpmnFactory, commandStack);
    },
  };
}

export function TextOf(props) {
  const { element, id, label, description, validate } = props;
  return TextFieldEntry({ element, id, label, description, validate, debounce: useService('debounceInput'), ...binding(props) });
}

// What stands in the file stays a choice, even where it is no longer on the list.
export function ChoiceOf(props) {
  const { element, id, label, description, options, words } = props;
  const bound = binding(props);
  const getOptions = () => {
    const value = bound.getValue();
    const missing = value && !options.some((option) => option.value === value) ? [{ value, label: value }] : [];
    return [{ value: '', label: words.none }, ...missing, ...options];
  };
  return SelectEntry({ element, id, label, description, getOptions, ...bound });
}

// Adds one more to a comma-separated list; itself it always shows the invitation.
export function AddTo(props) {
  const { element, id, label, options, words } = props;
  const bound = binding(props);
  const present = bound.getValue().split(',').map((one) => one.trim()).filter(Boolean);
  return SelectEntry({
    element,
    id,
    label,
    getOptions: () => [{ value: '', label: words.choose }, ...options.filter((option) => !present.includes(option.value))],
    getValue: () => '',
    setValue: (value) => value && bound.setValue([...present, value].join(',')),
  });
}

export function text(element, facts) {
  return { id: `onestop-${facts.name}`, element, component: TextOf, isEdited: isTextFieldEntryEdited, ...facts };
}

export function choice(element, facts) {
  return { id: `onestop-${facts.name}`, element, component: ChoiceOf, isEdited: isSelectEntryEdited, ...facts };
}

export function addition(element, facts) {
  return { id: `onestop-${facts.name}-more`, element, component: AddTo, isEdited: () => false, ...facts };
}
