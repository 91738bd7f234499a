"""All of AWS in one process, for scenarios and service tests: moto, made quick, thread-safe, loud about failures."""

from local.virtual.activity import NotSettled
from local.virtual.aws import ExecutionsFailed, Failure, VirtualAws
from local.virtual.clock import VirtualClock
from local.virtual.functions import OUTSIDE
from local.virtual.template import TemplateError

__all__ = ["OUTSIDE", "ExecutionsFailed", "Failure", "NotSettled", "TemplateError", "VirtualAws", "VirtualClock"]
