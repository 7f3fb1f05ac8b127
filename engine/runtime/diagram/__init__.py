"""A BPMN file as plain values: bytes → XML → elements, flows and steps. Nothing here runs anything."""
