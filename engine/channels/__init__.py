"""The outside world, one file per way to it. A channel does one thing, may fail, and knows nothing of cases."""

from engine.channels.console import ConsolePhone, Phone
from engine.channels.gateway import GatewayPhone
from engine.channels.http import ask_registry
from engine.channels.mail import Mail, SmtpMail

__all__ = ["ConsolePhone", "GatewayPhone", "Mail", "Phone", "SmtpMail", "ask_registry"]
