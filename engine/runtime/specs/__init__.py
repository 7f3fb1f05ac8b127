"""BPMN's elements as SpiffWorkflow task specs: what each does when a token arrives, runs and leaves. Never changed while running."""
