// camunda:properties of an element, read and written as one value each; a write is one step of undo.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

// A pool stands for the process it shows.
export function subject(element) {
  const object = getBusinessObject(element);
  return is(element, 'bpmn:Participant') && object.processRef ? object.processRef : object;
}

function propertiesOf(object) {
  return object.extensionElements?.values?.find((extension) => extension.$type === 'camunda:Properties');
}

export function property(element, name) {
  return propertiesOf(subject(element))?.values?.find((one) => one.name === name)?.value ?? '';
}

// An empty value takes the property away; the last one takes the list away with it.
export function setProperty(element, name, value, bpmnFactory, commandStack) {
  const object = subject(element);
  const old = propertiesOf(object);
  const kept = (old?.values ?? []).filter((one) => one.name !== name);
  const values = value ? [...kept, { name, value }] : kept;
  const extensionElements = bpmnFactory.create('bpmn:ExtensionElements', {});
  extensionElements.$parent = object;
  const others = (object.extensionElements?.values ?? []).filter((extension) => extension !== old);
  extensionElements.values = values.length ? [...others, list(values, extensionElements, bpmnFactory)] : others;
  const properties = { extensionElements: extensionElements.values.length ? extensionElements : undefined };
  commandStack.execute('element.updateModdleProperties', { element, moddleElement: object, properties });
}

function list(values, parent, bpmnFactory) {
  const properties = bpmnFactory.create('camunda:Properties', {});
  properties.$parent = parent;
  properties.values = values.map(({ name, value }) => {
    const one = bpmnFactory.create('camunda:Property', { name, value });
    one.$parent = properties;
    return one;
  });
  return properties;
}

export function attribute(element, name) {
  return subject(element).get(name) ?? '';
}

export function setAttribute(element, name, value, commandStack) {
  commandStack.execute('element.updateModdleProperties', { element, moddleElement: subject(element), properties: { [name]: value || undefined } });
}
