"""How does one node hint to the others that the truth has changed?"""

from chatserver.bus.choice import open_bus
from chatserver.bus.hints import Hint, Moved, Typing
from chatserver.bus.port import Bus, Heard, Resubscribed

__all__ = ["Bus", "Heard", "Hint", "Moved", "Resubscribed", "Typing", "open_bus"]
