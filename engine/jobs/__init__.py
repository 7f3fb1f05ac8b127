"""Background work: what handles each kind of job, and what runs them."""

from engine.jobs.handlers import JOBS, Surroundings
from engine.jobs.runner import Runner

__all__ = ["JOBS", "Runner", "Surroundings"]
