// The panel's first group, 一件事: who does a step, with which form, by when, and what it does to the case.
import { Group } from '@bpmn-io/properties-panel';
import { is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { addition, choice, text } from './entries.js';
import { attribute, property } from './extension.js';

const LIMIT = /^(P(?!$)(\d+(\.\d+)?[YMWD])*(T(?=\d)(\d+(\.\d+)?[HMS])+)?|=.+)$/;
const REMIND = /^\s*[+-]?P(?!$)(\d+(\.\d+)?[WD])*(T(?=\d)(\d+(\.\d+)?[HM])+)?\s*$/;
const STEPS = ['bpmn:Task', 'bpmn:SubProcess', 'bpmn:CallActivity'];

// Groups of the Camunda panel that mean nothing to this engine; what stands in a file under them is kept as it is.
const LEFT_OUT = new Set([
  'AsynchronousContinuations', 'JobExecution', 'HistoryCleanup', 'CandidateStarter', 'Tasklist', 'StartInitiator', 'ExternalTask', 'Form', 'FormData', 'FieldInjection',
  'ExecutionListener', 'TaskListener', 'ConnectorInput', 'ConnectorOutput', 'BusinessKey', 'UserAssignment', 'ProcessVariables',
].map((name) => `CamundaPlatform__${name}`));

export default class OneThingProvider {
  static $inject = ['propertiesPanel', 'translate', 'config.oneThing'];

  constructor(propertiesPanel, translate, choices) {
    this.translate = translate;
    this.choices = { departments: [], forms: [], decisions: [], letters: [], items: [], causes: [], ...choices };
    this.reminders = (value) => (value && !value.split(/[,，]/).every((one) => REMIND.test(one)) ? translate('onestop.remind.wrong') : undefined);
    this.duration = (value) => (value && !LIMIT.test(value) ? translate('onestop.limit.wrong') : undefined);
    this.fixed = (value) => (value && (value.startsWith('=') || !LIMIT.test(value)) ? translate('onestop.long_after.wrong') : undefined);
    propertiesPanel.registerProvider(400, this);
  }

  getGroups(element) {
    return (groups) => {
      const kept = groups.filter((group) => !LEFT_OUT.has(group.id));
      const entries = this.entries(element);
      if (!entries.length) return kept;
      const ours = { id: 'onestop', label: this.translate('onestop'), entries, component: Group, shouldOpen: true };
      const at = kept.findIndex((group) => group.id === 'general') + 1;
      return [...kept.slice(0, at), ours, ...kept.slice(at)];
    };
  }

  entries(element) {
    const words = { none: this.translate('onestop.none'), choose: this.translate('onestop.choose') };
    const say = (facts) => ({
      words, label: this.translate(`onestop.${facts.name}`), ...facts, description: facts.hint && this.translate(`onestop.${facts.name}.hint`),
    });
    return [
      ...this.people(element, say), ...this.returns(element, say), ...this.forms(element, say), ...this.time(element, say),
      ...this.lifeCycle(element, say), ...this.forApplicant(element, say), ...this.jointHandling(element, say),
      ...this.specialHands(element, say),
    ];
  }

  people(element, say) {
    const options = this.choices.departments;
    if (is(element, 'bpmn:Lane')) return [choice(element, say({ name: 'who', options }))];
    if (!is(element, 'bpmn:UserTask')) return [];
    const groups = { name: 'candidateGroups', attributeName: 'camunda:candidateGroups', options };
    return [
      choice(element, say(groups)),
      ...(attribute(element, 'camunda:candidateGroups') ? [addition(element, { ...say(groups), label: this.translate('onestop.more') })] : []),
      text(element, say({ name: 'assignee', attributeName: 'camunda:assignee', hint: true })),
      ...this.signing(element, say),
    ];
  }

  // How several sign, or are consulted; and what the engine does by itself where somebody is missing, barred or has agreed before.
  signing(element, say) {
    const rules = ['single', 'all', 'any', 'sequential', 'ratio:0.66', 'weighted:0.6'];
    const sign = choice(element, say({ name: 'sign', options: this.listed('sign', rules) }));
    const signed = property(element, 'sign') && property(element, 'sign') !== 'single';
    const weighted = property(element, 'sign').startsWith('weighted:');
    const skipped = outcomes(element).map(({ id, label }) => ({ value: `skip:${id}`, label: this.translate('onestop.empty.skip', { label }) }));
    return [
      sign,
      ...(signed ? [text(element, say({ name: 'signers', hint: true }))] : []),
      ...(weighted ? [text(element, say({ name: 'weights', hint: true }))] : []),
      text(element, say({ name: 'consult', hint: true })),
      choice(element, say({ name: 'dedupe', options: this.listed('dedupe', ['off', 'adjacent', 'any']) })),
      choice(element, say({ name: 'empty', hint: true, options: [...this.listed('empty', ['wait', 'incident']), ...skipped, ...this.sentTo('empty')] })),
      choice(element, say({ name: 'self', hint: true, options: [...this.listed('self', ['allow', 'forbid']), ...this.sentTo('self')] })),
      choice(element, say({ name: 'next', options: this.listed('next', ['choose']) })),
    ];
  }

  sentTo(name) {
    return this.choices.departments.map(({ value, label }) => ({ value: `to:${value}`, label: this.translate(`onestop.${name}.to`, { label }) }));
  }

  returns(element, say) {
    if (!is(element, 'bpmn:UserTask')) return [];
    const to = text(element, say({ name: 'return_to', hint: true }));
    const back = choice(element, say({ name: 'take_back', options: this.listed('take_back', ['yes', 'no']) }));
    if (!property(element, 'return_to')) return [to, back];
    return [to, choice(element, say({ name: 'after_return', options: this.listed('after_return', ['rerun', 'resume', 'choose']) })), back];
  }

  forms(element, say) {
    if (isAny(element, ['bpmn:UserTask', 'bpmn:StartEvent'])) {
      return [choice(element, say({ name: 'formKey', attributeName: 'camunda:formKey', options: this.choices.forms }))];
    }
    if (is(element, 'bpmn:BusinessRuleTask')) {
      return [choice(element, say({ name: 'decisionRef', attributeName: 'camunda:decisionRef', options: this.choices.decisions }))];
    }
    return [];
  }

  time(element, say) {
    const calendar = choice(element, say({ name: 'calendar', options: this.listed('calendar', ['working', 'calendar']) }));
    if (awaits(element)) {
      const long = text(element, say({ name: 'long_after', hint: true, validate: this.fixed }));
      return [text(element, say({ name: 'from', hint: true })), ...(is(element, 'bpmn:BoundaryEvent') ? [] : [long])];
    }
    if (is(element, 'bpmn:Event')) return hasTimer(element) ? [calendar] : [];
    if (!isAny(element, STEPS)) return [];
    const limit = text(element, say({ name: 'limit', hint: true, validate: this.duration }));
    if (!property(element, 'limit')) return [limit];
    const deemed = outcomes(element).map(({ id, label }) => ({ value: `deem:${id}`, label: this.translate('onestop.deem', { label }) }));
    const timeout = choice(element, say({ name: 'on_timeout', options: [...this.listed('on_timeout', ['warn', 'escalate']), ...deemed] }));
    return [limit, calendar, text(element, say({ name: 'remind', hint: true, validate: this.reminders })), timeout];
  }

  lifeCycle(element, say) {
    if (!isAny(element, [...STEPS, 'bpmn:Event'])) return [];
    const acts = this.listed('act', ['accept', 'supplement', 'refuse', 'decide', 'deliver', 'terminate', 'close']);
    const act = choice(element, say({ name: 'act', options: acts }));
    const shown = is(element, 'bpmn:UserTask') ? [act, text(element, say({ name: 'outcomes', hint: true }))] : [act];
    return [...shown, ...this.said(element, say)];
  }

  // What the act must say: which decision or refusal, and why.
  said(element, say) {
    const reason = text(element, say({ name: 'reason', hint: true }));
    const act = property(element, 'act');
    if (act === 'accept') return [text(element, say({ name: 'ordinary', hint: true }))];
    if (act === 'terminate') return [reason];
    if (act === 'refuse') {
      return [choice(element, say({ name: 'refusal', options: this.listed('refusal', ['not_required', 'not_competent', 'false_papers']) })), reason];
    }
    if (act !== 'decide') return [];
    const denial = choice(element, say({ name: 'denial', hint: true, options: this.listed('denial', ['false_papers']) }));
    const decision = choice(element, say({ name: 'decision', options: this.listed('decision', ['grant', 'deny']) }));
    return property(element, 'decision') === 'grant' ? [decision, reason] : [decision, denial, reason];
  }

  forApplicant(element, say) {
    if (!isAny(element, [...STEPS, 'bpmn:Event'])) return [];
    return [text(element, say({ name: 'stage', hint: true })), this.either(element, say, 'letter', this.choices.letters)];
  }

  jointHandling(element, say) {
    if (!isAny(element, STEPS)) return [];
    const pause = this.either(element, say, 'pause', this.choices.causes);
    const shown = [this.either(element, say, 'item', this.choices.items), pause];
    // How long a special procedure takes is told to the applicant in writing, so it is asked as soon as something rests the clock.
    return property(element, 'pause') ? [...shown, text(element, say({ name: 'needed', hint: true, validate: this.duration }))] : shown;
  }

  // Two signatures of an inspection, and the three tasks of a hearing.
  specialHands(element, say) {
    if (!is(element, 'bpmn:UserTask')) return [];
    const hearing = choice(element, say({ name: 'hearing', options: this.listed('hearing', ['request', 'schedule', 'record']) }));
    return [choice(element, say({ name: 'officers', options: this.listed('officers', ['2', '3']) })), hearing];
  }

  // A choice where the workshop knows the list, free text where it does not.
  either(element, say, name, options) {
    return options.length ? choice(element, say({ name, options })) : text(element, say({ name, hint: true }));
  }

  listed(name, values) {
    return values.map((value) => ({ value, label: this.translate(`onestop.${name}.${value}`) }));
  }
}

function hasTimer(element) {
  return defines(element, 'bpmn:TimerEventDefinition');
}

// Whether a message comes to it from outside.
function awaits(element) {
  if (is(element, 'bpmn:ReceiveTask')) return true;
  return isAny(element, ['bpmn:IntermediateCatchEvent', 'bpmn:BoundaryEvent']) && defines(element, 'bpmn:MessageEventDefinition');
}

function defines(element, kind) {
  return (element.businessObject.eventDefinitions ?? []).some((definition) => is(definition, kind));
}

// "agree 同意, disagree 不同意" as pairs of id and label.
export function outcomes(element) {
  return property(element, 'outcomes').split(',').map((one) => one.trim()).filter(Boolean).map((one) => {
    const [id, ...label] = one.split(/\s+/);
    return { id, label: label.join(' ') || id };
  });
}
