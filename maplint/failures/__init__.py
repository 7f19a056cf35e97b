"""What Okta and the targets answer when provisioning fails: known failures, the messages that tell of them, and the way
back from a message to its likely causes. Knows rules by name alone.
"""

from maplint.failures.corpus import Failure, Known, failures
from maplint.failures.match import Cause, Diagnosis, Sureness, diagnose
from maplint.failures.message import Message, read_message

__all__ = ["Cause", "Diagnosis", "Failure", "Known", "Message", "Sureness", "diagnose", "failures", "read_message"]
