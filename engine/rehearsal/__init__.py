"""Playing stories on a whole engine with a clock that is set: scenarios of a service, and the demo city."""
